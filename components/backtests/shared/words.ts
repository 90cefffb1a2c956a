// Names of kinds, methods, objectives and reasons as people read them.

import type { BacktestRequest, ReportTrade } from "@/server/backtest/core/backtest-view";
import type { ObjectiveName } from "@/server/backtest/core/sweep/objectives";

export const KINDS = {
  run: "Run",
  sweep: "Sweep",
  "walk-forward": "Walk-forward",
} as const satisfies { readonly [kind in BacktestRequest["kind"]]: string };

export const OBJECTIVES = {
  sharpe: "Sharpe, daily",
  sortino: "Sortino, daily",
  calmar: "Calmar",
  "total-return": "Total return",
  "profit-factor": "Profit factor",
  expectancy: "Expectancy a trade",
  sqn: "SQN",
  "max-drawdown": "Smallest drawdown",
} as const satisfies { readonly [objective in ObjectiveName]: string };

export const METHODS = {
  grid: "Grid: every set",
  random: "Random sets",
  genetic: "Genetic: breeds the best",
} as const;

export const MODES = {
  rolling: "Rolling: the fit moves along",
  anchored: "Anchored: the fit grows",
} as const;

export const FILLS = {
  strict: "Strict: gaps fill at the open, the worse order inside a candle",
  freqtrade: "As freqtrade fills",
} as const;

export const FILL_NAMES = { strict: "strict", freqtrade: "as freqtrade" } as const;

const EXITS: { readonly [reason in ReportTrade["exitReason"]]: string } = {
  exit_signal: "Signal",
  stop_loss: "Stop",
  roi: "Target",
  trailing_stop_loss: "Trailing stop",
  force_exit: "End",
  time_stop: "Time stop",
};

/** Why a position was closed. */
export const exitWords = (reason: ReportTrade["exitReason"]): string => EXITS[reason] ?? reason;

/** The objective's name, or its own code where it is not known here. */
export const objectiveWords = (objective: string): string =>
  new Map<string, string>(Object.entries(OBJECTIVES)).get(objective) ?? objective;
