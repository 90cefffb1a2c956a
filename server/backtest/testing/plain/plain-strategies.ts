import {
  above,
  atLeast,
  atr,
  deviation,
  ema,
  macdLead,
  mean,
  type PlainCandle,
  rsi,
  windowAt,
} from "./plain-series";

/** After each candle: buy, sell, or neither. Both may be wished; which counts depends on what is held. */
export type PlainWish = { readonly buy: boolean; readonly sell: boolean };
type Numbers = { readonly [name: string]: number };
type Plain = (candles: readonly PlainCandle[], params: Numbers) => readonly PlainWish[];

const at = (values: readonly number[], index: number): number => values[index] ?? Number.NaN;
const closesOf = (candles: readonly PlainCandle[]): number[] => candles.map(({ close }) => close);

/** Whether the close lies above its EMA; always where the filter is off. */
function trendFilter(closes: readonly number[], period: number): (index: number) => boolean {
  const line = period > 0 ? ema(closes, period) : null;
  return (index) => line === null || above(at(closes, index), at(line, index));
}

const emaCross: Plain = (candles, { fast = 0, slow = 0, trend = 0 }) => {
  const closes = closesOf(candles);
  const [quick, lazy] = [ema(closes, fast), ema(closes, slow)];
  const passes = trendFilter(closes, trend);
  const isUp = (index: number) => above(at(quick, index), at(lazy, index));
  return candles.map((_, index) => ({
    buy: index > 0 && isUp(index) && !isUp(index - 1) && passes(index),
    sell: above(at(lazy, index), at(quick, index)),
  }));
};

const macdTrend: Plain = (candles, { fast = 0, slow = 0, signal = 0, trend = 0 }) => {
  const closes = closesOf(candles);
  const lead = macdLead(closes, fast, slow, signal);
  const passes = trendFilter(closes, trend);
  const isUp = (index: number) => above(at(closes, index) + at(lead, index), at(closes, index));
  return candles.map((_, index) => ({
    buy: isUp(index) && !Number.isNaN(at(lead, index - 1)) && !isUp(index - 1) && passes(index),
    sell: above(at(closes, index) - at(lead, index), at(closes, index)),
  }));
};

const donchianBreakout: Plain = (candles, { entry = 0, exit = 0, atr: period = 0, buffer = 0 }) => {
  const range = atr(candles, period);
  return candles.map(({ close }, index) => {
    const [tops, bottoms] = [windowAt(candles, index - 1, entry), windowAt(candles, index - 1, exit)];
    const top = tops && Math.max(...tops.map(({ high }) => high)) + buffer * at(range, index);
    const bottom = bottoms && Math.min(...bottoms.map(({ low }) => low));
    return { buy: top !== null && above(close, top), sell: bottom !== null && close < bottom };
  });
};

const SQUEEZE_CANDLES = 5;

const bollingerSqueeze: Plain = (candles, { period = 0, deviations = 0, squeezeShare = 0, lookBack = 0 }) => {
  const closes = closesOf(candles);
  const middles: number[] = [];
  const uppers: number[] = [];
  const widths = closes.map((_, index) => {
    const window = windowAt(closes, index, period);
    const middle = window ? mean(window) : Number.NaN;
    const half = window ? deviations * deviation(window) : Number.NaN;
    middles.push(middle);
    uppers.push(middle + half);
    return (2 * half) / middle;
  });
  const rank = (index: number): number => {
    const earlier = widths
      .slice(Math.max(0, index - lookBack), Math.max(0, index))
      .filter((width) => !Number.isNaN(width));
    const narrower = earlier.filter((width) => width < at(widths, index) * (1 - 1e-6));
    return earlier.length === 0 ? 1 : narrower.length / earlier.length;
  };
  const wasSqueezed = (index: number): boolean =>
    Array.from({ length: SQUEEZE_CANDLES + 1 }, (_, back) => index - back)
      .filter((one) => one >= 0)
      .some((one) => atLeast(squeezeShare, rank(one)));
  return candles.map(({ close }, index) => ({
    buy: above(close, at(uppers, index)) && wasSqueezed(index),
    sell: above(at(middles, index), close),
  }));
};

const rsiReversion: Plain = (candles, { period = 0, oversold = 0, exitAbove = 0, trend = 0 }) => {
  const closes = closesOf(candles);
  const index100 = rsi(closes, period);
  const passes = trendFilter(closes, trend);
  return candles.map((_, index) => {
    const [before, now] = [at(index100, index - 1), at(index100, index)];
    const recovers = !Number.isNaN(before) && !atLeast(before, oversold) && atLeast(now, oversold);
    return { buy: recovers && passes(index), sell: atLeast(now, exitAbove) };
  });
};

const zscoreReversion: Plain = (candles, { period = 0, depth = 0, exitAt = 0, trend = 0 }) => {
  const closes = closesOf(candles);
  const passes = trendFilter(closes, trend);
  return candles.map(({ close }, index) => {
    const window = windowAt(closes, index, period);
    if (!window) return { buy: false, sell: false };
    const spread = deviation(window);
    const score = spread === 0 ? 0 : (close - mean(window)) / spread;
    return { buy: atLeast(-score, depth) && passes(index), sell: atLeast(score, exitAt) };
  });
};

/** By the ids of the catalogue. */
export const plainStrategies: { readonly [id: string]: Plain } = {
  "ema-cross": emaCross,
  "macd-trend": macdTrend,
  "donchian-breakout": donchianBreakout,
  "bollinger-squeeze": bollingerSqueeze,
  "rsi-reversion": rsiReversion,
  "zscore-reversion": zscoreReversion,
};
