import { type BootstrapPlan, bootstrapInterval, type Interval, usualBlock } from "./bootstrap-interval";
import type { DailyEquity } from "./daily-equity";
import { equityDrawdown, ulcerIndex } from "./equity-drawdown";
import { deviationOfSample, meanOfSample, ratioOf, type Sample, shapeOfSample } from "./sample-moments";
import { deflatedSharpe, type ObservedSharpe, probabilisticSharpe, type Trials } from "./sharpe-significance";
import { growthRate } from "./trade-statistics";
import { tailRisk } from "./value-at-risk";

const DAYS_A_YEAR = 365;
const RESAMPLES = 1_000;
const LEVEL = 0.95;

/** DAILY EQUITY statistics, crypto days (365 a year). Fractions, but for ratios; null where undefined. */
export type DailyStatistics = {
  readonly days: number;
  readonly totalReturn: number | null;
  /** mean daily return × 365 */
  readonly annualReturn: number | null;
  readonly cagr: number | null;
  readonly annualVolatility: number | null;
  readonly sharpe: number | null;
  readonly sortino: number | null;
  readonly calmar: number | null;
  readonly omega: number | null;
  readonly ulcerIndex: number | null;
  readonly maxDrawdown: number;
  readonly maxDrawdownDays: number;
  readonly valueAtRisk95: number | null;
  readonly conditionalValueAtRisk95: number | null;
  /** probability that the true Sharpe ratio is above 0 */
  readonly probabilisticSharpe: number | null;
  /** the same against the best of all trials; null where they are not known */
  readonly deflatedSharpe: number | null;
  readonly sharpeInterval95: Interval | null;
  readonly annualReturnInterval95: Interval | null;
};

/**
 * Statistics of equity by day, with returns per day r and no risk-free rate:
 * - sharpe = mean r / sample σ × √365 (Sharpe 1994); sortino = mean r / √(mean of min(r, 0)²) × √365 (Sortino and
 *   van der Meer 1991); calmar = CAGR / largest relative drawdown (Young 1991); omega = Σ gains / Σ losses (Keating and
 *   Shadwick 2002, threshold 0)
 * - cagr over `days`, the days by the clock from the first candle's opening to the last one's close
 * - probabilistic and deflated Sharpe: see sharpe-significance; intervals: stationary bootstrap, 1,000 resamples.
 */
export function dailyStatistics(
  { startingBalance, days }: { readonly startingBalance: number; readonly days: number },
  { equity, returns }: DailyEquity,
  trials: Trials | null,
  random: () => number,
): DailyStatistics {
  const last = equity.at(-1) ?? startingBalance;
  const fall = equityDrawdown(startingBalance, equity);
  const cagr = growthRate(startingBalance, last, days);
  const tail = tailRisk(returns);
  const observed = observe(returns);
  const volatility = deviationOfSample(returns, "sample");
  const plan = { meanBlock: usualBlock(returns.length), resamples: RESAMPLES, level: LEVEL };
  return {
    days: returns.length,
    totalReturn: returns.length === 0 ? null : ratioOf(last - startingBalance, startingBalance),
    annualReturn: annualMean(returns),
    cagr,
    annualVolatility: volatility === null ? null : volatility * Math.sqrt(DAYS_A_YEAR),
    sharpe: annualSharpe(returns),
    sortino: annualSortino(returns),
    calmar: ratioOf(cagr, fall.relative),
    omega: omegaOf(returns),
    ulcerIndex: ulcerIndex(startingBalance, equity),
    maxDrawdown: fall.relative,
    maxDrawdownDays: fall.longest,
    valueAtRisk95: tail?.valueAtRisk95 ?? null,
    conditionalValueAtRisk95: tail?.conditionalValueAtRisk95 ?? null,
    probabilisticSharpe: observed && probabilisticSharpe(observed, 0),
    deflatedSharpe: observed && trials && deflatedSharpe(observed, trials),
    ...intervals(returns, plan, random),
  };
}

/** Annual Sharpe ratio of daily returns, null without spread. */
export function annualSharpe(returns: Sample): number | null {
  const ratio = ratioOf(meanOfSample(returns), deviationOfSample(returns, "sample"));
  return ratio === null ? null : ratio * Math.sqrt(DAYS_A_YEAR);
}

/** What the significance of a Sharpe ratio is judged by; null without spread. */
export function observe(returns: Sample): ObservedSharpe | null {
  const sharpe = ratioOf(meanOfSample(returns), deviationOfSample(returns, "sample"));
  const shape = shapeOfSample(returns);
  return sharpe === null || shape === null ? null : { sharpe, observations: returns.length, ...shape };
}

const annualMean = (returns: Sample): number | null => {
  const mean = meanOfSample(returns);
  return mean === null ? null : mean * DAYS_A_YEAR;
};

/** Annual Sortino ratio of daily returns, null without a loss. */
export function annualSortino(returns: Sample): number | null {
  let sum = 0;
  for (let index = 0; index < returns.length; index++) sum += Math.min(returns[index] as number, 0) ** 2;
  const squares = returns.length === 0 ? null : sum / returns.length;
  const ratio = ratioOf(meanOfSample(returns), squares === null ? null : Math.sqrt(squares));
  return ratio === null ? null : ratio * Math.sqrt(DAYS_A_YEAR);
}

function omegaOf(returns: Sample): number | null {
  let gains = 0;
  let losses = 0;
  for (const value of returns) {
    if (value > 0) gains += value;
    else losses -= value;
  }
  return ratioOf(gains, losses);
}

function intervals(returns: Float64Array, plan: BootstrapPlan, random: () => number) {
  return {
    sharpeInterval95: bootstrapInterval(returns, annualSharpe, plan, random),
    annualReturnInterval95: bootstrapInterval(returns, annualMean, plan, random),
  };
}
