// What pages, chat and the stored reports say about backtests. Plain JSON throughout: money, rates and objective values
// are decimal text, instants ISO 8601 in UTC on the market clock unless the name says wall; ratios in RunMetrics are
// fractions as numbers, null where undefined.
import type { ExchangeName } from "@/server/kernel/exchange-names";
import type { BacktestRequest } from "./backtest-request";
import type { ExitReason } from "./kernel/trade-list";
import type { RunMetrics } from "./metrics/measure-run";

export type { BacktestRequest } from "./backtest-request";

export type BacktestStatus = "queued" | "running" | "done" | "failed" | "cancelled";

/** `step` is a sentence for people ("Window 3 of 8: fitting"); `etaMs` wall clock, null before it can be told. */
export type BacktestProgress = {
  readonly done: number;
  readonly total: number;
  readonly step: string;
  readonly etaMs: number | null;
};

/** The figures a list shows; fractions as decimal text, null until the run is done or where undefined. */
export type BacktestHeadline = {
  readonly trades: number;
  readonly totalReturn: string | null;
  readonly maxDrawdown: string | null;
  readonly sharpe: string | null;
  readonly winRate: string | null;
  readonly profitFactor: string | null;
  /** total return less that of holding the same candles */
  readonly excessReturn: string | null;
};

export type BacktestListItem = {
  readonly id: string;
  readonly kind: BacktestRequest["kind"];
  /** "EMA cross on BTC/USDT 5m, 1 Jan to 1 Mar 2026" */
  readonly title: string;
  /** "fast 12, slow 26 · wallet 10000 USDT, stake 1000 · fee 0.1 %": what tells it from others of its title */
  readonly setup: string;
  readonly exchange: ExchangeName;
  readonly symbol: string;
  readonly timeframe: string;
  readonly strategy: string;
  readonly status: BacktestStatus;
  /** why it failed or was cancelled, a sentence; null otherwise */
  readonly statusReason: string | null;
  readonly progress: BacktestProgress;
  /** wall clock */
  readonly createdAt: string;
  readonly startedAt: string | null;
  readonly endedAt: string | null;
  readonly headline: BacktestHeadline | null;
};

/** One page of the list, newest first. */
export type BacktestPage = { readonly items: readonly BacktestListItem[]; readonly cursor: string | null };

/** What `backtest.show` answers: the report is null until the run is done. */
export type BacktestView = BacktestListItem & {
  readonly request: BacktestRequest;
  readonly report: BacktestReport | null;
};

export type EquityPoint = {
  readonly at: string;
  /** quote, decimal text */
  readonly equity: string;
  /** fall from the highest point so far, a fraction as decimal text: "0.031" is 3.1 % */
  readonly drawdown: string;
  /** what holding the same candles with the same money would be worth; null where there are several markets */
  readonly hold: string | null;
};

export type MonthRow = {
  /** "2026-03" */
  readonly month: string;
  readonly trades: number;
  readonly wins: number;
  /** of the equity at the start of the month */
  readonly returnRatio: string;
  readonly profit: string;
};

export type ReportTrade = {
  readonly symbol: string;
  readonly openAt: string;
  readonly closeAt: string;
  /** how long it was held, to the close of its candle where the exit lay inside it; absent in reports of before */
  readonly heldMs?: number;
  readonly openRate: string;
  readonly closeRate: string;
  readonly amount: string;
  readonly profit: string;
  /** fraction of what the entry cost, after the fees of both sides */
  readonly profitRatio: string;
  readonly fees: string;
  readonly exitReason: ExitReason;
};

/** For a chart of candles: one arrow per side of each trade listed. */
export type ReportMarker = {
  readonly symbol: string;
  readonly at: string;
  readonly side: "buy" | "sell";
  readonly price: string;
  /** "exit_signal" and so on; "entry" for the buy */
  readonly reason: ExitReason | "entry";
};

/** `funds`: the wallet did not hold the money; `small`: below the smallest order. Null words: none was refused. */
export type RefusedView = { readonly funds: number; readonly small: number; readonly words: string | null };

/** One candle of the chart under the markers, thinned with the equity: decimal text. */
export type ReportCandle = {
  readonly at: string;
  readonly open: string;
  readonly high: string;
  readonly low: string;
  readonly close: string;
};

export type ParamValues = { readonly [name: string]: number | boolean | string };

/** One parameter set of a sweep; figures as decimal text, null where undefined. */
export type SweepRow = {
  readonly rank: number;
  readonly params: ParamValues;
  readonly objective: string | null;
  readonly trades: number;
  readonly totalReturn: string;
  readonly maxDrawdown: string;
  readonly winRate: string | null;
  readonly profitFactor: string | null;
  readonly sharpe: string | null;
  /** probability that its true Sharpe ratio beats the best of as many sets without any edge; absent in reports of before */
  readonly deflatedSharpe?: string | null;
  /** where there are several objectives: its value by each, and whether no other set beats it by all of them */
  readonly objectives?: readonly (string | null)[];
  readonly pareto?: boolean;
};

/** One of several objectives: the best set by it alone, and how stable that one is. */
export type ObjectiveReport = {
  readonly objective: string;
  readonly best: SweepRow | null;
  readonly stability: StabilityMap;
};

/**
 * How the objective changes around the best set, one parameter at a time. `points` in the order of the parameter's
 * values: the objective where the others are at their best and this one moves (`own`; null when that set was not
 * tried), and the mean and best over all sets tried with that value.
 */
export type StabilityAxis = {
  readonly param: string;
  readonly best: number | boolean | string;
  readonly points: readonly {
    readonly value: number | boolean | string;
    readonly own: string | null;
    readonly mean: string | null;
    readonly best: string | null;
    readonly sets: number;
  }[];
  /** own objective of the neighbours of the best value over the best one's, a fraction; null when unknown */
  readonly neighbourRatio: string | null;
};

/** Two parameters against each other: cells[y][x] is the mean objective, null where nothing was tried. */
export type StabilityGrid = {
  readonly x: { readonly param: string; readonly values: readonly (number | boolean | string)[] };
  readonly y: { readonly param: string; readonly values: readonly (number | boolean | string)[] };
  readonly cells: readonly (readonly (string | null)[])[];
};

export type StabilityMap = {
  readonly axes: readonly StabilityAxis[];
  readonly grid: StabilityGrid | null;
  /** share of the sets near the best that keep at least half of its objective, a fraction; null when there are none */
  readonly plateauRatio: string | null;
  /** a sentence: "Stable: …" or "A lone peak: …" */
  readonly words: string;
};

export type SweepReport = {
  readonly method: "grid" | "random" | "genetic";
  readonly objective: string;
  readonly seed: number;
  /** how many sets were evaluated, and how many the ranges would allow (null: without limit) */
  readonly sets: number;
  readonly possible: number | null;
  /** how many of these the strategy takes, and how many were to be tried at most; absent in reports of before */
  readonly accepted?: number | null;
  readonly cap?: number;
  /** a sentence: how many of how many were tried, and over which candles all of them were judged */
  readonly words?: string;
  /** conditions that sets had to meet, and how many of those the strategy takes each leaves out; absent without any */
  readonly where?: readonly { readonly rule: string; readonly leftOut: number | null }[];
  /** where there are several objectives: each for itself, the one that ranks first */
  readonly objectives?: readonly ObjectiveReport[];
  /** the sets that no other one beats by all objectives, in the order of the first one, at most 200 of `sets` */
  readonly pareto?: { readonly sets: number; readonly rows: readonly SweepRow[]; readonly words: string };
  /** it was ended before all was tried; absent otherwise */
  readonly cut?: true;
  /** best first, at most 200 */
  readonly rows: readonly SweepRow[];
  readonly stability: StabilityMap;
};

export type WalkForwardWindow = {
  readonly number: number;
  readonly fitFrom: string;
  readonly fitTo: string;
  readonly judgeFrom: string;
  readonly judgeTo: string;
  readonly params: ParamValues;
  /** objective on what it was fitted on and on what it was not */
  readonly inSample: SweepRow;
  readonly outOfSample: SweepRow;
  readonly sets: number;
};

export type WalkForwardReport = {
  readonly mode: "anchored" | "rolling";
  readonly objective: string;
  readonly method: "grid" | "random" | "genetic";
  readonly windows: readonly WalkForwardWindow[];
  /** mean out-of-sample objective over mean in-sample objective; null where undefined */
  readonly efficiency: string | null;
  /** it was ended before all windows were judged; absent otherwise */
  readonly cut?: true;
};

export type CheckResult = {
  /** false only where something was found; with `ran` false nothing was looked at */
  readonly ok: boolean;
  /** absent in reports of before: then it ran where it looked at a place */
  readonly ran?: boolean;
  /** a sentence: what was found and what to do */
  readonly words: string;
  /** instants at which the signals differed, at most 20 */
  readonly at: readonly string[];
  /** how many places were looked at */
  readonly looked: number;
};

export type Distribution = {
  readonly p5: string;
  readonly p25: string;
  readonly p50: string;
  readonly p75: string;
  readonly p95: string;
};

export type MonteCarloReport = {
  readonly runs: number;
  readonly seed: number;
  readonly trades: number;
  /** total return and largest drawdown, fractions as decimal text */
  readonly totalReturn: Distribution;
  readonly maxDrawdown: Distribution;
  /** share of runs that ended below their start, a fraction */
  readonly lossRatio: string;
  /** 20 bars of final returns for a chart: upper bound of the bar and how many runs */
  readonly histogram: readonly { readonly upTo: string; readonly runs: number }[];
};

export type BacktestReport = {
  readonly kind: BacktestRequest["kind"];
  /** the parameters whose trades and equity are shown: of a run its own, of a sweep the best set's */
  readonly params: ParamValues;
  readonly candles: {
    readonly count: number;
    readonly from: string;
    readonly to: string;
    /** how many candles are missing in how many gaps; nothing was filled in */
    readonly missing: number;
    readonly gaps: number;
    /** "live prices", "recorded: …", "simulated" */
    readonly source: string;
  };
  /** trade-based, daily-equity and by-candle metrics, each labelled, and holding the same candles; walk-forward: of the stitched out-of-sample equity */
  readonly metrics: RunMetrics;
  /** signals to enter that bought nothing, with a sentence; absent in reports of before */
  readonly refused?: RefusedView;
  /** at most 2,000, evenly thinned: of each stretch its deepest point and its last */
  readonly equity: readonly EquityPoint[];
  readonly chart: readonly ReportCandle[];
  /** the newest candles as they were tested, where `chart` had to join neighbours; absent where it did not */
  readonly newest?: readonly ReportCandle[];
  readonly months: readonly MonthRow[];
  /** at most 5,000, the newest when there were more */
  readonly trades: readonly ReportTrade[];
  readonly tradesTotal: number;
  readonly markers: readonly ReportMarker[];
  readonly exits: readonly {
    readonly reason: ExitReason;
    readonly trades: number;
    readonly profit: string;
  }[];
  readonly sweep: SweepReport | null;
  readonly walkForward: WalkForwardReport | null;
  readonly checks: {
    readonly lookAhead: CheckResult;
    readonly warmUp: CheckResult;
    /** null with fewer than ten trades */
    readonly monteCarlo: MonteCarloReport | null;
  };
  /** how it was computed */
  readonly timing: { readonly wallMs: number; readonly cpuMs: number; readonly threads: number };
};

/** Two finished backtests beside each other: each figure with its label, left and right as decimal text. */
export type BacktestComparison = {
  readonly left: BacktestView;
  readonly right: BacktestView;
  readonly rows: readonly {
    readonly group: "trade based" | "daily equity" | "equity at each candle" | "holding";
    readonly name: string;
    readonly left: string | null;
    readonly right: string | null;
    /** which is the better one; null when equal, unknown or a matter of taste */
    readonly better: "left" | "right" | null;
  }[];
  /** the parts of the request that differ */
  readonly differences: readonly { readonly name: string; readonly left: string; readonly right: string }[];
};
