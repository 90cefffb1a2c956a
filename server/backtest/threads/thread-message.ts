// What the worker and its evaluation threads say to each other. Candles lie in memory that all of them see.
import type { BacktestOptions } from "../core/backtest-options";
import type { BacktestRequest } from "../core/backtest-request";
import type { BacktestHeadline } from "../core/backtest-view";
import type { EvaluationTask } from "../core/evaluate-task";
import type { CandleColumns } from "../core/kernel/candle-columns";
import type { WorkOutcome } from "../core/plan-work";
import type { SetFigures } from "../core/sweep/set-figures";

export type ThreadMarket = {
  readonly symbol: string;
  readonly candles: CandleColumns;
  /** how many candles before the period are only remembered */
  readonly lead: number;
  readonly options: BacktestOptions;
};

/** All that the tasks of one backtest have in common. */
export type ThreadSetup = {
  readonly request: BacktestRequest;
  readonly stepMs: number;
  readonly markets: readonly ThreadMarket[];
  /** for people: where the prices come from */
  readonly source: string;
};

export type ThreadJob =
  | { readonly kind: "evaluate"; readonly tasks: readonly EvaluationTask[] }
  | {
      readonly kind: "report";
      readonly outcome: WorkOutcome;
      readonly spent: { readonly wallMs: number; readonly cpuMs: number; readonly threads: number };
    };

export type ThreadReport = {
  /** the report as JSON; null when nothing was found to show */
  readonly json: string | null;
  readonly headline: BacktestHeadline | null;
};

export type ThreadAnswer =
  | { readonly kind: "evaluate"; readonly figures: readonly (SetFigures | null)[]; readonly cpuMs: number }
  | ({ readonly kind: "report" } & ThreadReport);

export type ToThread = { readonly number: number; readonly job: ThreadJob };
export type FromThread =
  | { readonly number: number; readonly ok: true; readonly answer: ThreadAnswer }
  | { readonly number: number; readonly ok: false; readonly message: string };
