import { type Decimal, toText } from "@/server/kernel/money";
import { bootstrapInterval, type Interval } from "./bootstrap-interval";
import { type BuyAndHold, buyAndHold } from "./buy-and-hold";
import { daysBetween, type EquityCurve, toDailyEquity } from "./daily-equity";
import { type DailyStatistics, dailyStatistics } from "./daily-statistics";
import { equityDrawdown, longestUnderWaterMs } from "./equity-drawdown";
import { meanOfSample, ratioOf, sumOfSample } from "./sample-moments";
import type { Trials } from "./sharpe-significance";
import { type MeasuredTrade, type TradeActivity, tradeActivity } from "./trade-activity";
import { findTradeDrawdown } from "./trade-drawdown";
import { growthRate, type TradeStatistics, tradeStatistics } from "./trade-statistics";

const DAY_MS = 86_400_000;

/** Everything a report is computed from: one run, one currency, one book. */
export type RunFacts = {
  readonly startingBalance: Decimal;
  /** first candle's opening and last candle's close, ms UTC of the market clock */
  readonly fromAt: number;
  readonly toAt: number;
  /** in the order they closed */
  readonly trades: readonly MeasuredTrade[];
  /** equity at each candle's close */
  readonly equity: EquityCurve;
  /** closes of the market traded, with the first open; null where there were several */
  readonly market: { readonly firstOpen: number; readonly closes: EquityCurve } | null;
  /** of one side, a fraction; what holding would have paid */
  readonly fee: number;
  /** where this run was chosen among others */
  readonly trials: Trials | null;
};

/** Both kinds of metrics, each under its own label, and holding the same candles beside them. */
export type RunMetrics = {
  readonly startingBalance: string;
  readonly finalBalance: string;
  readonly trades: TradeStatistics &
    TradeActivity & {
      readonly label: "trade based";
      readonly maxDrawdownAbsolute: number | null;
      readonly maxDrawdownRelative: number | null;
      /** of one trade's profit as a fraction of the starting balance */
      readonly meanReturnInterval95: Interval | null;
    };
  readonly daily: DailyStatistics & { readonly label: "daily equity" };
  /** by candle, so deeper than by day; the longest time under water in ms by the clock */
  readonly equity: {
    readonly label: "equity at each candle";
    readonly maxDrawdownAbsolute: number;
    readonly maxDrawdownRelative: number;
    readonly maxDrawdownMs: number;
  };
  readonly buyAndHold: (BuyAndHold & { readonly excessReturn: number | null }) | null;
};

/**
 * The metrics of a run. Ratios and fractions are numbers, money is decimal text but for the depths of drawdowns, which
 * are statistics; what is undefined is null. `random` gives numbers in [0, 1) for the bootstrap: the same numbers give
 * the same report.
 */
export function measureRun(facts: RunFacts, random: () => number): RunMetrics {
  const { startingBalance, fromAt, toAt, trades, equity } = facts;
  const start = startingBalance.toNumber();
  const daily = toDailyEquity(start, equity);
  const activity = tradeActivity(trades, startingBalance, { fromAt, toAt });
  const run = { startingBalance: start, days: daysBetween(fromAt, toAt) };
  const statistics = dailyStatistics(run, daily, facts.trials, random);
  return {
    startingBalance: toText(startingBalance),
    finalBalance: toText(startingBalance.plus(activity.totalProfit)),
    trades: { label: "trade based", ...activity, ...ofTrades(facts, start, random) },
    daily: { label: "daily equity", ...statistics },
    equity: { label: "equity at each candle", ...ofEquity(start, facts) },
    buyAndHold: besideHolding(facts, statistics.totalReturn),
  };
}

function ofTrades({ trades, fromAt, toAt }: RunFacts, start: number, random: () => number) {
  const profits = Float64Array.from(trades, ({ profit }) => profit.toNumber());
  const days = Math.max(1, Math.floor((toAt - fromAt) / DAY_MS));
  const drawdown = findTradeDrawdown(profits, start, { by: "absolute", from: "start" });
  const plan = { meanBlock: 1, resamples: 1_000, level: 0.95 };
  const mean = (drawn: Float64Array) => ratioOf(meanOfSample(drawn), start);
  return {
    ...tradeStatistics({ profits, startingBalance: start, days, firstHigh: "start" }),
    // whole days are the reference's; growth is reckoned by the clock, as that of the equity and of holding
    cagr: growthRate(start, start + sumOfSample(profits), daysBetween(fromAt, toAt)),
    maxDrawdownAbsolute: drawdown.ok ? drawdown.value.absolute : null,
    maxDrawdownRelative: drawdown.ok ? drawdown.value.relative : null,
    meanReturnInterval95: bootstrapInterval(profits, mean, plan, random),
  };
}

function ofEquity(start: number, { equity, fromAt }: RunFacts) {
  const { absolute, relative } = equityDrawdown(start, equity.value);
  return {
    maxDrawdownAbsolute: absolute,
    maxDrawdownRelative: relative,
    maxDrawdownMs: longestUnderWaterMs(start, equity, fromAt),
  };
}

function besideHolding(
  { market, fee, fromAt }: RunFacts,
  totalReturn: number | null,
): RunMetrics["buyAndHold"] {
  const held = market && buyAndHold({ firstOpen: market.firstOpen, fromAt }, market.closes, fee);
  if (!held) return null;
  const excessReturn =
    totalReturn === null || held.totalReturn === null ? null : totalReturn - held.totalReturn;
  return { ...held, excessReturn };
}
