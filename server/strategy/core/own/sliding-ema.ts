import { checkPeriod } from "@/server/indicators/core/check-period";
import { type EmaSeed, emaSeries } from "@/server/indicators/core/ema";

/** Windows worked out side by side: a mean waits for the one before it, eight of them do not wait for each other. */
const SIDE_BY_SIDE = 8;
/** Shorter windows are as fast on their own. */
const LENGTH_MIN = 64;
const BYTES = Float64Array.BYTES_PER_ELEMENT;

type Slide = {
  readonly buffer: ArrayBufferLike;
  readonly length: number;
  /** where the window after the newest one begins, in bytes */
  nextAt: number;
  /** series of the windows from there on, one after the other; those from `used` on are still to be asked for */
  series: Float64Array;
  used: number;
};

/**
 * `emaSeries` for a replay, whose windows move on by one candle in the same memory: once that is seen, the series of the
 * next eight windows are worked out together. Each is what `emaSeries` makes of its window alone, to the last bit, and
 * is handed out when its window is asked for.
 */
export function slidingEma(): typeof emaSeries {
  const slides = new Map<number, Slide>();
  return (closes: Float64Array, period: number, seed: EmaSeed = "first"): Float64Array => {
    const { buffer, byteOffset, length } = closes;
    if (seed !== "first" || length < LENGTH_MIN) return emaSeries(closes, period, seed);
    const slide = slides.get(period);
    const isNext = slide?.buffer === buffer && slide.length === length && slide.nextAt === byteOffset;
    if (!slide || !isNext) {
      slides.set(period, { buffer, length, nextAt: byteOffset + BYTES, series: NONE, used: SIDE_BY_SIDE });
      return emaSeries(closes, period);
    }
    if (slide.used === SIDE_BY_SIDE && !lookOn(slide, byteOffset, period)) {
      slide.nextAt = byteOffset + BYTES;
      return emaSeries(closes, period);
    }
    const series = slide.series.subarray(slide.used * length, (slide.used + 1) * length);
    slide.used += 1;
    slide.nextAt = byteOffset + BYTES;
    return series;
  };
}

const NONE = new Float64Array(0);

/** Works out the windows from `byteOffset` on; false near the end of the memory, and where a value is not finite. */
function lookOn(slide: Slide, byteOffset: number, period: number): boolean {
  const { buffer, length } = slide;
  const wanted = length + SIDE_BY_SIDE - 1;
  if (byteOffset + wanted * BYTES > buffer.byteLength) return false;
  const series = new Float64Array(SIDE_BY_SIDE * length);
  follow(
    new Float64Array(buffer, byteOffset, wanted),
    length,
    2 / (checkPeriod("period", period) + 1),
    series,
  );
  for (let last = length - 1; last < series.length; last += length)
    if (!Number.isFinite(series[last] as number)) return false;
  slide.series = series;
  slide.used = 0;
  return true;
}

function follow(values: Float64Array, length: number, alpha: number, series: Float64Array): void {
  let [a, b, c, d] = [values[0] as number, values[1] as number, values[2] as number, values[3] as number];
  let [e, f, g, h] = [values[4] as number, values[5] as number, values[6] as number, values[7] as number];
  for (let at = 0; at < length; at++) {
    a += alpha * ((values[at] as number) - a);
    b += alpha * ((values[at + 1] as number) - b);
    c += alpha * ((values[at + 2] as number) - c);
    d += alpha * ((values[at + 3] as number) - d);
    e += alpha * ((values[at + 4] as number) - e);
    f += alpha * ((values[at + 5] as number) - f);
    g += alpha * ((values[at + 6] as number) - g);
    h += alpha * ((values[at + 7] as number) - h);
    series[at] = a;
    series[length + at] = b;
    series[2 * length + at] = c;
    series[3 * length + at] = d;
    series[4 * length + at] = e;
    series[5 * length + at] = f;
    series[6 * length + at] = g;
    series[7 * length + at] = h;
  }
}
