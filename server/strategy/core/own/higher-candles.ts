import {
  type CandleTimeframe,
  candleCloseAt,
  candleOpenAt,
  candleTimeframes,
} from "@/server/market/core/candle";
import type { CandleWindow } from "../strategy";

/** Candles of a longer timeframe, as a window's candles knew them one after the other. */
export type HigherCandles = CandleWindow & {
  /** For each candle of the window: place of the newest longer one that was over when it closed; -1 before the first. */
  readonly newestAt: Int32Array;
};

/**
 * The longer candles that a window's candles make up: first open, highest high, lowest low, last close, sum of volumes;
 * weeks from Monday, months from their first day, UTC. Only what is over counts: a candle sees the longer one that ends
 * with its own close, never the one it lies in. A longer candle whose beginning the window does not hold is left out.
 *
 * Throws a RangeError where `timeframe` is none, or not longer than the window's own.
 */
export function higherCandles(window: CandleWindow, timeframe: string): HigherCandles {
  const to = readTimeframe(timeframe);
  const { openAt } = window;
  const newestAt = new Int32Array(openAt.length).fill(-1);
  const over: Bucket[] = [];
  for (const bucket of bucketsOf(openAt, to)) {
    const { from, until, endsItself } = bucket;
    newestAt.fill(over.length - 1, from, until);
    // the candle that ends it knows it; where that one is missing, the next one does
    if (endsItself) newestAt[until - 1] = over.length;
    if (endsItself || until < openAt.length) over.push(bucket);
  }
  return { ...foldAll(window, over, to), newestAt };
}

/** Candles from one up to, not including, another; whether the last of them closes with the longer one. */
type Bucket = { readonly from: number; readonly until: number; readonly endsItself: boolean };

/** The longer candles whose beginning is there. Throws a RangeError where they are the candles themselves. */
function bucketsOf(openAt: Float64Array, to: CandleTimeframe): Bucket[] {
  const starts = startsOf(openAt, to);
  if (openAt.length > 1 && starts.length === openAt.length) {
    throw new RangeError(`"${to}" is not longer than the candles themselves: choose a longer timeframe.`);
  }
  const stepMs = stepOf(openAt);
  return starts.flatMap((from, place) => {
    const at = openAt[from] as number;
    const opensAt = candleOpenAt(at, to);
    if (from === 0 && at !== opensAt) return [];
    const until = starts[place + 1] ?? openAt.length;
    const closesAt = (openAt[until - 1] as number) + stepMs;
    return [{ from, until, endsItself: closesAt >= candleCloseAt(opensAt, to) }];
  });
}

function readTimeframe(timeframe: string): CandleTimeframe {
  const known = candleTimeframes.find((one) => one === timeframe);
  if (known) return known;
  throw new RangeError(`"${timeframe}" is no timeframe: use one of ${candleTimeframes.join(", ")}.`);
}

/** How far two candles that follow each other lie apart; whatever is missing between others. */
function stepOf(openAt: Float64Array): number {
  let least = Number.POSITIVE_INFINITY;
  for (let index = 1; index < openAt.length; index++)
    least = Math.min(least, (openAt[index] as number) - (openAt[index - 1] as number));
  return Number.isFinite(least) ? least : 0;
}

/** Place of the first candle of each longer one. */
function startsOf(openAt: Float64Array, to: CandleTimeframe): number[] {
  const starts: number[] = [];
  let end = Number.NEGATIVE_INFINITY;
  for (let index = 0; index < openAt.length; index++) {
    const at = openAt[index] as number;
    if (at < end) continue;
    starts.push(index);
    end = candleCloseAt(candleOpenAt(at, to), to);
  }
  return starts;
}

function foldAll(window: CandleWindow, buckets: readonly Bucket[], to: CandleTimeframe): CandleWindow {
  const room = () => new Float64Array(buckets.length);
  const out = { openAt: room(), open: room(), high: room(), low: room(), close: room(), volume: room() };
  for (const [place, { from, until }] of buckets.entries()) {
    let [high, low, volume] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, 0];
    for (let index = from; index < until; index++) {
      high = Math.max(high, window.high[index] as number);
      low = Math.min(low, window.low[index] as number);
      volume += window.volume[index] as number;
    }
    out.openAt[place] = candleOpenAt(window.openAt[from] as number, to);
    out.open[place] = window.open[from] as number;
    out.close[place] = window.close[until - 1] as number;
    out.high[place] = high;
    out.low[place] = low;
    out.volume[place] = volume;
  }
  return out;
}
