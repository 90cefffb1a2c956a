/** What a record must show before its bot is promoted, besides evidence. Ratios are fractions. */
export const recordGates = {
  daysLeast: 7,
  tradesLeast: 25,
  winRateLeast: 0.52,
  /** of the initial capital, after fees */
  profitLeast: 0.03,
  drawdownMost: 0.15,
  profitFactorLeast: 1.2,
} as const;

/** The last days of a bot's paper trades, as they are judged. */
export type TrainingRecord = {
  /** in training so far */
  readonly days: number;
  /** closed in the window */
  readonly trades: number;
  /** null without trades */
  readonly winRate: number | null;
  /** of the window, as a share of the initial capital */
  readonly profit: number;
  /** deepest in the window, a fraction of the peak before it */
  readonly drawdown: number;
  /** gross profit by gross loss; null where nothing was lost */
  readonly profitFactor: number | null;
};

export type RecordGate = "days" | "trades" | "win_rate" | "profit" | "drawdown" | "profit_factor";
export type GateLine = {
  readonly gate: RecordGate;
  readonly passed: boolean;
  /** null where there is nothing to tell yet */
  readonly value: number | null;
  readonly wanted: number;
};

/** A line per gate, in their order. */
export function judgeRecord(record: TrainingRecord): readonly GateLine[] {
  const { days, trades, winRate, profit, drawdown, profitFactor } = record;
  const lostNothing = profitFactor === null && trades > 0 && profit > 0;
  return [
    atLeast("days", days, recordGates.daysLeast),
    atLeast("trades", trades, recordGates.tradesLeast),
    atLeast("win_rate", winRate, recordGates.winRateLeast),
    atLeast("profit", profit, recordGates.profitLeast),
    {
      gate: "drawdown",
      passed: drawdown <= recordGates.drawdownMost,
      value: drawdown,
      wanted: recordGates.drawdownMost,
    },
    {
      ...atLeast("profit_factor", profitFactor, recordGates.profitFactorLeast),
      ...(lostNothing && { passed: true }),
    },
  ];
}

const atLeast = (gate: RecordGate, value: number | null, wanted: number): GateLine => ({
  gate,
  passed: value !== null && value >= wanted,
  value,
  wanted,
});

/**
 * The record of some trades in the order they were closed, by what each made after fees as a share of the initial capital.
 * `capital` is what there was before the first of them, as a multiple of the initial capital.
 */
export function recordOf(
  profits: readonly number[],
  { days, capital }: { readonly days: number; readonly capital: number },
): TrainingRecord {
  let [equity, peak, drawdown, won, lost, wins] = [capital, capital, 0, 0, 0, 0];
  for (const made of profits) {
    equity += made;
    peak = Math.max(peak, equity);
    drawdown = Math.max(drawdown, 1 - equity / peak);
    if (made > 0) [won, wins] = [won + made, wins + 1];
    else lost -= made;
  }
  return {
    days,
    trades: profits.length,
    winRate: profits.length === 0 ? null : wins / profits.length,
    profit: equity - capital,
    drawdown,
    profitFactor: lost === 0 ? null : won / lost,
  };
}
