import type { ObjectiveName } from "../backtest-request";

/** What a sweep keeps of one set: plain numbers, fractions unless said otherwise; null where undefined. */
export type SetFigures = {
  readonly trades: number;
  readonly winRate: number | null;
  readonly profitFactor: number | null;
  /** quote per trade */
  readonly expectancy: number | null;
  readonly sqn: number | null;
  readonly totalReturn: number;
  /** by candle */
  readonly maxDrawdown: number;
  /** of daily equity, a year */
  readonly sharpe: number | null;
  readonly sortino: number | null;
  readonly calmar: number | null;
};

const OBJECTIVES: { readonly [name in ObjectiveName]: (figures: SetFigures) => number | null } = {
  "total-return": ({ totalReturn }) => totalReturn,
  sharpe: ({ sharpe }) => sharpe,
  sortino: ({ sortino }) => sortino,
  calmar: ({ calmar }) => calmar,
  "profit-factor": ({ profitFactor }) => profitFactor,
  expectancy: ({ expectancy }) => expectancy,
  sqn: ({ sqn }) => sqn,
};

/** How good a set is by an objective, higher is better; null where it is undefined or there were too few trades. */
export function fitnessOf(
  figures: SetFigures,
  { objective, minTrades }: { readonly objective: ObjectiveName; readonly minTrades: number },
): number | null {
  if (figures.trades < Math.max(1, minTrades)) return null;
  return OBJECTIVES[objective](figures);
}
