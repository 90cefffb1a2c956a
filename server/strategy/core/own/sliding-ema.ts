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
  /** the series before those: as long as these are handed out, whoever holds one of them may read on */
  spare: Float64Array;
  /** the series of the newest window worked out, for nobody else's eyes, and room for what all of them end with */
  readonly last: Float64Array;
  rest: Float64Array;
};

/**
 * `emaSeries` for a replay, whose windows move on by one candle in the same memory: once that is seen, the series of the
 * next eight windows are worked out together. Each is what `emaSeries` makes of its window alone, to the last bit, and
 * is handed out when its window is asked for. A series may be read for as long as the next eight windows are asked about;
 * its memory is used again after that.
 *
 * Windows that begin one candle apart begin with different means, and each step brings those closer, until they are the
 * same number: from there on they are the same series. So only what lies before that is worked out for each.
 */
export function slidingEma(): typeof emaSeries {
  const slides = new Map<number, Slide>();
  return (closes: Float64Array, period: number, seed: EmaSeed = "first"): Float64Array => {
    const { buffer, byteOffset, length } = closes;
    if (seed !== "first" || length < LENGTH_MIN) return emaSeries(closes, period, seed);
    const slide = slides.get(period);
    const isNext = slide?.buffer === buffer && slide.length === length && slide.nextAt === byteOffset;
    if (!slide || !isNext) {
      const series = emaSeries(closes, period);
      slides.set(period, beginSlide(closes, series));
      return series;
    }
    if (slide.used === SIDE_BY_SIDE && !lookOn(slide, byteOffset, period)) {
      const alone = emaSeries(closes, period);
      slide.nextAt = byteOffset + BYTES;
      slide.last.set(alone);
      return alone;
    }
    const series = slide.series.subarray(slide.used * length, (slide.used + 1) * length);
    slide.used += 1;
    slide.nextAt = byteOffset + BYTES;
    return series;
  };
}

const NONE = new Float64Array(0);

/** Without room of its own yet: windows that grow, as the first ones do, never come to it. */
function beginSlide({ buffer, byteOffset, length }: Float64Array, newest: Float64Array): Slide {
  return {
    buffer,
    length,
    nextAt: byteOffset + BYTES,
    series: NONE,
    used: SIDE_BY_SIDE,
    spare: NONE,
    last: newest.slice(),
    rest: NONE,
  };
}

/** Works out the windows from `byteOffset` on; false near the end of the memory, and where a value is not finite. */
function lookOn(slide: Slide, byteOffset: number, period: number): boolean {
  const { buffer, length } = slide;
  const wanted = length + SIDE_BY_SIDE - 1;
  if (byteOffset + wanted * BYTES > buffer.byteLength) return false;
  const values = new Float64Array(buffer, byteOffset, wanted);
  const series = slide.spare === NONE ? new Float64Array(SIDE_BY_SIDE * length) : slide.spare;
  if (slide.rest === NONE) slide.rest = new Float64Array(wanted);
  const alpha = 2 / (checkPeriod("period", period) + 1);
  const met = followUntilMet(values, alpha, series, slide.last);
  if (met < length - 1) shareRest({ values, alpha, series, last: slide.last, met, room: slide.rest });
  else for (let place = 1; place < SIDE_BY_SIDE; place++) finish(values, alpha, series, place);
  for (let last = length - 1; last < series.length; last += length)
    if (!Number.isFinite(series[last] as number)) return false;
  slide.spare = slide.series;
  slide.series = series;
  slide.used = 0;
  slide.last.set(series.subarray(-length));
  return true;
}

/**
 * The windows side by side, candle by candle, until all of them and the one before them (`last`) have the same mean;
 * gives the candle, or the last one that all of them have.
 */
function followUntilMet(
  values: Float64Array,
  alpha: number,
  series: Float64Array,
  last: Float64Array,
): number {
  const { length } = last;
  for (let place = 0; place < SIDE_BY_SIDE; place++) begin(values, alpha, series, place);
  const at = (place: number) => series[place * length + SIDE_BY_SIDE - 1 - place] as number;
  let [a, b, c, d, e, f, g, h] = [at(0), at(1), at(2), at(3), at(4), at(5), at(6), at(7)];
  for (let candle = SIDE_BY_SIDE; candle < length; candle++) {
    const price = values[candle] as number;
    a += alpha * (price - a);
    b += alpha * (price - b);
    c += alpha * (price - c);
    d += alpha * (price - d);
    e += alpha * (price - e);
    f += alpha * (price - f);
    g += alpha * (price - g);
    h += alpha * (price - h);
    series[candle] = a;
    series[length + candle - 1] = b;
    series[2 * length + candle - 2] = c;
    series[3 * length + candle - 3] = d;
    series[4 * length + candle - 4] = e;
    series[5 * length + candle - 5] = f;
    series[6 * length + candle - 6] = g;
    series[7 * length + candle - 7] = h;
    if (h === last[candle + 1] && areAll(h, [a, b, c, d, e, f, g])) return candle;
  }
  return length - 1;
}

const areAll = (one: number, others: readonly number[]): boolean => others.every((other) => other === one);

/** The first candles of the window that begins at `place`, up to those that all windows have. */
function begin(values: Float64Array, alpha: number, series: Float64Array, place: number): void {
  const length = series.length / SIDE_BY_SIDE;
  let mean = values[place] as number;
  for (let candle = place; candle < SIDE_BY_SIDE; candle++) {
    mean += alpha * ((values[candle] as number) - mean);
    series[place * length + candle - place] = mean;
  }
}

/** The last candles of the window that begins at `place`, behind those that all windows have. */
function finish(values: Float64Array, alpha: number, series: Float64Array, place: number): void {
  const length = series.length / SIDE_BY_SIDE;
  const shift = place * length - place;
  let mean = series[shift + length - 1] as number;
  for (let candle = length; candle < length + place; candle++) {
    mean += alpha * ((values[candle] as number) - mean);
    series[shift + candle] = mean;
  }
}

type Met = {
  readonly values: Float64Array;
  readonly alpha: number;
  readonly series: Float64Array;
  readonly last: Float64Array;
  /** the candle on which all have the same mean */
  readonly met: number;
  readonly room: Float64Array;
};

/** What follows is one series: that of the window before, and some candles more. */
function shareRest({ values, alpha, series, last, met, room }: Met): void {
  const { length } = last;
  const rest = room.subarray(0, values.length - met - 1);
  const known = last.subarray(met + 2);
  rest.set(known);
  let mean = last[length - 1] as number;
  for (let place = known.length; place < rest.length; place++) {
    mean += alpha * ((values[met + 1 + place] as number) - mean);
    rest[place] = mean;
  }
  for (let place = 0; place < SIDE_BY_SIDE; place++) {
    const own = rest.subarray(0, length + place - met - 1);
    series.set(own, place * length + met + 1 - place);
  }
}
