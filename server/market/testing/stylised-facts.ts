/** One market's candles as plain numbers, for statistics only. */
export type Series = { readonly closes: readonly number[]; readonly volumes: readonly number[] };

/** What returns of a market look like (Cont 2001, "Empirical properties of asset returns"). */
export type StylisedFacts = {
  /** deviation of the log return of one candle: 0.001 is 0.1 % */
  readonly deviation: number;
  /** fourth moment minus that of a normal law: fat tails are above 0 */
  readonly excessKurtosis: number;
  /** the same of returns over twelve candles: tails get thinner as returns add up */
  readonly excessKurtosisOfTwelve: number;
  /** autocorrelation of |r| at lags 1 to 12: how volatility clusters */
  readonly absAutocorrelation: readonly number[];
  /** autocorrelation of |r| over a day of five-minute candles: how long it remembers */
  readonly absAutocorrelationDay: number;
  /** autocorrelation of r at lags 1 to 12: near 0, direction cannot be foretold */
  readonly autocorrelation: readonly number[];
  /** correlation of |r| and the volume of the same candle */
  readonly volumeVolatility: number;
};

const LAGS = 12;
const CANDLES_PER_DAY = 288;

/** The figures of one stretch of candles. A stretch that does not move, or is shorter than two days, gives NaN. */
export function stylisedFacts(series: Series): StylisedFacts {
  const returns = logReturns(series.closes);
  const sizes = returns.map(Math.abs);
  const lags = Array.from({ length: LAGS }, (_, index) => index + 1);
  return {
    deviation: Math.sqrt(mean(returns.map((value) => value ** 2))),
    excessKurtosis: excessKurtosis(returns),
    excessKurtosisOfTwelve: excessKurtosis(
      logReturns(series.closes.filter((_, index) => index % LAGS === 0)),
    ),
    absAutocorrelation: lags.map((lag) => autocorrelation(sizes, lag)),
    absAutocorrelationDay: autocorrelation(sizes, CANDLES_PER_DAY),
    autocorrelation: lags.map((lag) => autocorrelation(returns, lag)),
    volumeVolatility: correlation(sizes, series.volumes.slice(1)),
  };
}

/** Differences of logarithms, one fewer than prices. */
export const logReturns = (closes: readonly number[]): readonly number[] =>
  closes.slice(1).map((close, index) => Math.log(close / (closes[index] ?? Number.NaN)));

/** Pearson's correlation of two series of one length. */
export function correlation(a: readonly number[], b: readonly number[]): number {
  const [meanA, meanB] = [mean(a), mean(b)];
  let [both, onlyA, onlyB] = [0, 0, 0];
  a.forEach((value, index) => {
    const [offA, offB] = [value - meanA, (b[index] ?? Number.NaN) - meanB];
    both += offA * offB;
    onlyA += offA ** 2;
    onlyB += offB ** 2;
  });
  return both / Math.sqrt(onlyA * onlyB);
}

/** The middle value; the mean of both middle ones where the count is even. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(middle)] ?? Number.NaN) + (sorted[Math.ceil(middle)] ?? Number.NaN)) / 2;
}

const autocorrelation = (values: readonly number[], lag: number): number =>
  correlation(values.slice(lag), values.slice(0, -lag));

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

function excessKurtosis(values: readonly number[]): number {
  const middle = mean(values);
  const variance = mean(values.map((value) => (value - middle) ** 2));
  return mean(values.map((value) => (value - middle) ** 4)) / variance ** 2 - 3;
}
