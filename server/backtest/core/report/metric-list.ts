// Every figure of a report: what it is called, what it is computed from, what it means, and how it is printed.

import { figureText } from "../figure-text";
import type { RunMetrics } from "../metrics/measure-run";

/** What a figure is computed from: figures of different bases must not be compared. */
type Basis = "trade based" | "daily" | "by candle" | "holding";

/** The bases in the order a page shows them. */
export const BASES: readonly { readonly basis: Basis; readonly title: string; readonly note: string }[] = [
  { basis: "trade based", title: "Trade based", note: "from closed trades" },
  { basis: "daily", title: "Daily", note: "from the equity of each day" },
  { basis: "by candle", title: "By candle", note: "from the equity at each close" },
  { basis: "holding", title: "Holding", note: "the same candles" },
];

export type Metric = {
  readonly id: string;
  readonly label: string;
  readonly basis: Basis;
  /** what it means, for people */
  readonly words: string;
  /** how it is printed: a signed fraction, a share, a depth, a bare ratio, money, a count, a time in ms, days */
  readonly print: "return" | "share" | "depth" | "ratio" | "money" | "result" | "count" | "ms";
  readonly better: "higher" | "lower" | null;
  readonly of: (metrics: RunMetrics) => string | null;
};

const number =
  (of: (metrics: RunMetrics) => number | null): Metric["of"] =>
  (metrics) =>
    figureText(of(metrics));

const TRADES = "trade based" as const;
const DAILY = "daily" as const;

export const netResult: Metric = {
  id: "net",
  label: "Net result",
  basis: TRADES,
  print: "result",
  better: "higher",
  words: "All closed trades together, after the fees and slippage of both sides.",
  of: ({ trades }) => trades.totalProfit,
};
export const cagr: Metric = {
  id: "cagr",
  label: "CAGR",
  basis: DAILY,
  print: "return",
  better: "higher",
  words:
    "What the equity's growth comes to in a year, compounded. Short periods make it wild; one day tells none.",
  of: number(({ daily }) => (daily.days < 2 ? null : daily.cagr)),
};
export const sharpe: Metric = {
  id: "sharpe",
  label: "Sharpe",
  basis: DAILY,
  print: "ratio",
  better: "higher",
  words: "Mean daily return over its deviation, times the root of 365, with no risk-free rate (Sharpe 1994).",
  of: number(({ daily }) => daily.sharpe),
};
export const maxDrawdown: Metric = {
  id: "drawdown",
  label: "Max drawdown",
  basis: "by candle",
  print: "depth",
  better: "lower",
  words: "The deepest fall of the equity from its highest point so far, looked at by every candle's close.",
  of: number(({ equity }) => equity.maxDrawdownRelative),
};
export const winRate: Metric = {
  id: "wins",
  label: "Win rate",
  basis: TRADES,
  print: "share",
  better: null,
  words: "Share of the trades that made money after fees. Says nothing without the payoff.",
  of: number(({ trades }) => trades.winRate),
};
export const profitFactor: Metric = {
  id: "factor",
  label: "Profit factor",
  basis: TRADES,
  print: "ratio",
  better: "higher",
  words: "What the winning trades made over what the losing ones lost. Below 1 loses money.",
  of: number(({ trades }) => trades.profitFactor),
};
export const tradeCount: Metric = {
  id: "trades",
  label: "Trades",
  basis: TRADES,
  print: "count",
  better: null,
  words: "Closed trades. Under about thirty, every figure here is mostly chance.",
  of: number(({ trades }) => trades.trades),
};
export const exposure: Metric = {
  id: "exposure",
  label: "Exposure",
  basis: TRADES,
  print: "share",
  better: null,
  words: "Share of the time with a position open. Holding has 100 %.",
  of: number(({ trades }) => trades.exposure),
};
export const feeDrag: Metric = {
  id: "fees",
  label: "Fee drag",
  basis: TRADES,
  print: "share",
  better: "lower",
  words: "All fees over the starting wallet: what trading cost before anything was won.",
  of: number(({ trades }) => trades.feeDrag),
};

/** All figures, group by group in the order of the report. */
export const metricList: readonly Metric[] = [
  netResult,
  {
    id: "trade-return",
    label: "Total return",
    basis: TRADES,
    print: "return",
    better: "higher",
    words: "Net result over the starting wallet.",
    of: number(({ trades }) => trades.totalReturn),
  },
  tradeCount,
  winRate,
  profitFactor,
  {
    id: "payoff",
    label: "Payoff",
    basis: TRADES,
    print: "ratio",
    better: "higher",
    words: "Average win over average loss.",
    of: number(({ trades }) => trades.payoff),
  },
  {
    id: "expectancy",
    label: "Expectancy",
    basis: TRADES,
    print: "result",
    better: "higher",
    words: "What one trade makes on average, after fees.",
    of: number(({ trades }) => trades.expectancy),
  },
  {
    id: "sqn",
    label: "SQN",
    basis: TRADES,
    print: "ratio",
    better: "higher",
    words: "Root of the number of trades, times mean over deviation of their results (Tharp 2008).",
    of: number(({ trades }) => trades.sqn),
  },
  {
    id: "trade-sharpe",
    label: "Sharpe of trades",
    basis: TRADES,
    print: "ratio",
    better: "higher",
    words: "As freqtrade has it, from trades and not from days: not comparable with the daily one.",
    of: number(({ trades }) => trades.sharpe),
  },
  {
    id: "best",
    label: "Best trade",
    basis: TRADES,
    print: "result",
    better: null,
    words: "The largest gain of one trade.",
    of: ({ trades }) => trades.bestTrade,
  },
  {
    id: "worst",
    label: "Worst trade",
    basis: TRADES,
    print: "result",
    better: null,
    words: "The largest loss of one trade.",
    of: ({ trades }) => trades.worstTrade,
  },
  {
    id: "duration",
    label: "Average time held",
    basis: TRADES,
    print: "ms",
    better: null,
    words: "From the entry to the exit, on the market clock.",
    of: number(({ trades }) => trades.averageDurationMs),
  },
  exposure,
  {
    id: "turnover",
    label: "Turnover a year",
    basis: TRADES,
    print: "ratio",
    better: null,
    words: "Money moved in a year, entries and exits, in starting wallets.",
    of: number(({ trades }) => trades.annualTurnover),
  },
  {
    id: "fees-paid",
    label: "Fees",
    basis: TRADES,
    print: "money",
    better: "lower",
    words: "Fees of all entries and exits.",
    of: ({ trades }) => trades.fees,
  },
  feeDrag,
  {
    id: "daily-return",
    label: "Total return",
    basis: DAILY,
    print: "return",
    better: "higher",
    words: "The last equity over the first, open positions at their price.",
    of: number(({ daily }) => daily.totalReturn),
  },
  cagr,
  {
    id: "volatility",
    label: "Volatility a year",
    basis: DAILY,
    print: "share",
    better: "lower",
    words: "Deviation of the daily returns, times the root of 365.",
    of: number(({ daily }) => daily.annualVolatility),
  },
  sharpe,
  {
    id: "sortino",
    label: "Sortino",
    basis: DAILY,
    print: "ratio",
    better: "higher",
    words: "As Sharpe, but only falls count as risk (Sortino and van der Meer 1991).",
    of: number(({ daily }) => daily.sortino),
  },
  {
    id: "calmar",
    label: "Calmar",
    basis: DAILY,
    print: "ratio",
    better: "higher",
    words: "CAGR over the largest daily drawdown (Young 1991).",
    of: number(({ daily }) => daily.calmar),
  },
  {
    id: "omega",
    label: "Omega",
    basis: DAILY,
    print: "ratio",
    better: "higher",
    words: "All daily gains over all daily losses (Keating and Shadwick 2002).",
    of: number(({ daily }) => daily.omega),
  },
  {
    id: "ulcer",
    label: "Ulcer index",
    basis: DAILY,
    print: "share",
    better: "lower",
    words: "How deep and how long the falls were: root mean square of the daily drawdowns.",
    of: number(({ daily }) => daily.ulcerIndex),
  },
  {
    id: "var",
    label: "Worst day in twenty",
    basis: DAILY,
    print: "return",
    better: "higher",
    words: "Value at risk 95: one day in twenty was worse than this.",
    of: number(({ daily }) => asReturn(daily.valueAtRisk95)),
  },
  {
    id: "cvar",
    label: "Mean of those days",
    basis: DAILY,
    print: "return",
    better: "higher",
    words: "Conditional value at risk 95: the average of the days worse than that.",
    of: number(({ daily }) => asReturn(daily.conditionalValueAtRisk95)),
  },
  {
    id: "psr",
    label: "Sharpe above zero",
    basis: DAILY,
    print: "share",
    better: "higher",
    words: "Probability that the true Sharpe is above zero (Bailey and López de Prado 2012).",
    of: number(({ daily }) => daily.probabilisticSharpe),
  },
  {
    id: "dsr",
    label: "The same, deflated",
    basis: DAILY,
    print: "share",
    better: "higher",
    words:
      "The same against the best of all sets tried (2014): searching finds good results by chance alone.",
    of: number(({ daily }) => daily.deflatedSharpe),
  },
  maxDrawdown,
  {
    id: "drawdown-money",
    label: "In money",
    basis: "by candle",
    print: "money",
    better: "lower",
    words: "The largest fall in money; it may be another fall than the deepest in percent.",
    of: number(({ equity }) => equity.maxDrawdownAbsolute),
  },
  {
    id: "drawdown-time",
    label: "Longest under water",
    basis: "by candle",
    print: "ms",
    better: "lower",
    words: "The longest time from a high until it was reached again.",
    of: number(({ equity }) => equity.maxDrawdownMs),
  },
  {
    id: "hold-return",
    label: "Buy and hold",
    basis: "holding",
    print: "return",
    better: null,
    words: "Buying at the first open and holding the same candles to their end, fees paid.",
    of: number(({ buyAndHold }) => buyAndHold?.totalReturn ?? null),
  },
  {
    id: "excess",
    label: "Against holding",
    basis: "holding",
    print: "return",
    better: "higher",
    words: "Total return less that of holding.",
    of: number(({ buyAndHold }) => buyAndHold?.excessReturn ?? null),
  },
];

/** The server counts these as losses: a loss is a return below zero. */
const asReturn = (loss: number | null): number | null => (loss === null ? null : 0 - loss);
