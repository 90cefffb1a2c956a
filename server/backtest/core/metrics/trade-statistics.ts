import {
  deviationOfSample,
  finiteOrNull,
  meanOfSample,
  ratioOf,
  type Sample,
  sumOfSample,
} from "./sample-moments";
import { type FirstHigh, findTradeDrawdown } from "./trade-drawdown";

const DAYS_A_YEAR = 365;

/** Profits of closed trades in one currency, in the order they closed, and what they were made with. */
export type TradeSeries = {
  readonly profits: Sample;
  readonly startingBalance: number;
  /** days between the first and the last candle, at least 1 */
  readonly days: number;
  readonly firstHigh: FirstHigh;
};

/** TRADE BASED statistics: they are not comparable with those of daily equity. Ratios are fractions. */
export type TradeStatistics = {
  readonly trades: number;
  readonly wins: number;
  readonly losses: number;
  readonly draws: number;
  readonly winRate: number | null;
  readonly expectancy: number | null;
  readonly expectancyRatio: number | null;
  readonly profitFactor: number | null;
  readonly payoff: number | null;
  readonly sharpe: number | null;
  readonly sortino: number | null;
  readonly calmar: number | null;
  readonly sqn: number | null;
  readonly totalReturn: number | null;
  readonly cagr: number | null;
};

/**
 * Trade-based ratios as freqtrade 2024.10 states them (data/metrics.py):
 * - sharpe = (Σ profit / B / days) / population σ of profit / B over the trades × √365
 * - sortino: the same over the population σ of the losing trades only
 * - calmar = (Σ profit / B / days × 100) / relative drawdown at the low of the largest absolute drawdown × √365
 * - expectancy = win rate × average win − loss rate × average loss, per trade in currency; draws count as trades
 * - expectancyRatio = (1 + average win / average loss) × win rate − 1
 * - sqn = √n × mean / sample σ of profit / B (Tharp 2008); cagr = (final / start)^(365 / days) − 1
 *
 * Null where it is undefined (no trades, no losses, no spread, nothing left of the balance), never NaN or infinite.
 */
export function tradeStatistics({ profits, startingBalance, days, firstHigh }: TradeSeries): TradeStatistics {
  const returns = new Float64Array(profits.length);
  const losing: number[] = [];
  for (let index = 0; index < profits.length; index++) {
    const value = (profits[index] as number) / startingBalance;
    returns[index] = value;
    if (value < 0) losing.push(value);
  }
  const total = sumOfSample(returns);
  const daily = returns.length === 0 ? null : total / days;
  const drawdown = findTradeDrawdown(profits, startingBalance, { by: "absolute", from: firstHigh });
  const outcomes = countOutcomes(profits);
  return {
    ...outcomes,
    ...expectancyOf(profits),
    profitFactor: ratioOf(sumWhere(profits, 1), -sumWhere(profits, -1)),
    sharpe: annualRatio(daily, deviationOfSample(returns, "population")),
    sortino: annualRatio(daily, deviationOfSample(losing, "population")),
    calmar: daily === null ? null : annualRatio(daily * 100, drawdown.ok ? drawdown.value.relative : null),
    sqn: sqnOf(returns),
    totalReturn: finiteOrNull(total),
    cagr: growthRate(startingBalance, startingBalance + sumOfSample(profits), days),
  };
}

/** Compound annual growth from `start` to `end` in `days`, a fraction; null where nothing is left or no time passed. */
export function growthRate(start: number, end: number, days: number): number | null {
  if (!(start > 0 && end > 0 && days > 0)) return null;
  return finiteOrNull((end / start) ** (DAYS_A_YEAR / days) - 1);
}

/** Mean result of a trade in currency (draws count as trades), its ratio to the average loss, and payoff. */
export function expectancyOf(profits: Sample) {
  const { trades, wins, losses, winRate } = countOutcomes(profits);
  const averageWin = wins === 0 ? 0 : sumWhere(profits, 1) / wins;
  const averageLoss = losses === 0 ? 0 : -sumWhere(profits, -1) / losses;
  const payoff = losses === 0 ? null : ratioOf(averageWin, averageLoss);
  return {
    expectancy: trades === 0 ? null : (wins / trades) * averageWin - (losses / trades) * averageLoss,
    expectancyRatio: payoff === null || winRate === null ? null : (1 + payoff) * winRate - 1,
    payoff,
  };
}

function countOutcomes(profits: Sample) {
  let wins = 0;
  let losses = 0;
  for (let index = 0; index < profits.length; index++) {
    const profit = profits[index] as number;
    if (profit > 0) wins += 1;
    if (profit < 0) losses += 1;
  }
  const trades = profits.length;
  return { trades, wins, losses, draws: trades - wins - losses, winRate: ratioOf(wins, trades) };
}

function sumWhere(profits: Sample, sign: 1 | -1): number {
  let sum = 0;
  for (let index = 0; index < profits.length; index++) {
    const profit = profits[index] as number;
    if (profit * sign > 0) sum += profit;
  }
  return sum;
}

function annualRatio(mean: number | null, spread: number | null): number | null {
  const ratio = ratioOf(mean, spread);
  return ratio === null ? null : ratio * Math.sqrt(DAYS_A_YEAR);
}

function sqnOf(returns: Sample): number | null {
  const ratio = ratioOf(meanOfSample(returns), deviationOfSample(returns, "sample"));
  return ratio === null ? null : Math.sqrt(returns.length) * ratio;
}
