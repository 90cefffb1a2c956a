/** Bounds of a request that a form says in other units: upper ends of fractions, themselves excluded. */
export const REQUEST_BOUNDS = {
  /** of a stop and a trailing stop */
  exitBelow: "1",
  /** of a fee and of slippage */
  costBelow: "0.1",
  /** of a target */
  targetBelow: "100",
} as const;

/** Parameter sets that one search may try. */
export const BACKTEST_SETS_MAX = 5_000;
