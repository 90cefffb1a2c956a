// A second implementation, written from docs/strategies.md and textbooks: the plainest way to say each thing, window by
// window, nothing shared with what it is compared to.

export type PlainCandle = {
  readonly at: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
};

/** As documented: prices closer than this part of themselves are one price, figures without a unit to seven digits. */
const SAME_PRICE = 1e-12;
const SAME_FIGURE = 1e-7;

export const above = (one: number, other: number): boolean => one - other > SAME_PRICE * other;
export const atLeast = (value: number, level: number): boolean =>
  value > level - SAME_FIGURE * Math.max(1, Math.abs(level));

export const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** Population standard deviation. */
export function deviation(values: readonly number[]): number {
  if (values.every((value) => value === values[0])) return 0;
  const middle = mean(values);
  return Math.sqrt(mean(values.map((value) => (value - middle) ** 2)));
}

/** The newest `length` values up to and with `at`; null while there are fewer. */
export const windowAt = <T>(values: readonly T[], at: number, length: number): readonly T[] | null =>
  at + 1 < length ? null : values.slice(at + 1 - length, at + 1);

/** Exponential mean, alpha 2 / (n + 1), seeded with the first value. */
export function ema(values: readonly number[], period: number): number[] {
  const out: number[] = [];
  let last = values[0] ?? Number.NaN;
  for (const value of values) {
    last += (2 / (period + 1)) * (value - last);
    out.push(last);
  }
  return out;
}

/** MACD less its signal line; NaN before the slow mean has its period. The signal is seeded with the first MACD. */
export function macdLead(closes: readonly number[], fast: number, slow: number, signal: number): number[] {
  const [quick, lazy] = [ema(closes, fast), ema(closes, slow)];
  const macd = closes.map((_, at) => (quick[at] as number) - (lazy[at] as number)).slice(slow - 1);
  const line = ema(macd, signal);
  const lead = macd.map((value, at) => value - (line[at] as number));
  return [...Array.from({ length: Math.min(slow - 1, closes.length) }, () => Number.NaN), ...lead];
}

/** Wilder's smoothing: the plain mean of the first `period` values, then (before × (n − 1) + value) / n. */
function wilder(values: readonly number[], period: number): number[] {
  const out: number[] = [];
  values.forEach((value, at) => {
    if (at + 1 < period) out.push(Number.NaN);
    else if (at + 1 === period) out.push(mean(values.slice(0, period)));
    else out.push(((out[at - 1] as number) * (period - 1) + value) / period);
  });
  return out;
}

/** Wilder's RSI. Where the price has stood still for ten periods it begins anew. */
export function rsi(closes: readonly number[], period: number): number[] {
  let still = 0;
  const starts = [0];
  closes.forEach((close, at) => {
    still = close === closes[at - 1] ? still + 1 : 0;
    if (still === 10 * period) starts.push(at);
  });
  return starts.flatMap((from, place) => rsiFrom(closes.slice(from, starts[place + 1]), period));
}

function rsiFrom(closes: readonly number[], period: number): number[] {
  const changes = closes.slice(1).map((close, at) => close - (closes[at] as number));
  const side = (sign: 1 | -1) =>
    wilder(
      changes.map((change) => Math.max(sign * change, 0)),
      period,
    );
  const [gains, losses] = [side(1), side(-1)];
  const values = gains.map((gain, at) => {
    const both = gain + (losses[at] as number);
    return both === 0 ? 50 : (100 * gain) / both;
  });
  return [Number.NaN, ...values].slice(0, closes.length);
}

/** Wilder's average true range; the first candle's range is high less low. */
export function atr(candles: readonly PlainCandle[], period: number): number[] {
  const ranges = candles.map(({ high, low }, at) => {
    const before = candles[at - 1]?.close;
    return before === undefined ? high - low : Math.max(high - low, high - before, before - low);
  });
  return wilder(ranges, period);
}
