import type { SweepRow } from "../backtest-view";
import { deflatedSharpe, type Trials } from "../metrics/sharpe-significance";
import { plainNumber, plainOrNull } from "../plain-number";
import type { ParamSet } from "./param-space";
import type { SetFigures } from "./set-figures";

/** One set that was tried, in the order of trying. */
export type TriedSet = {
  readonly set: ParamSet;
  readonly figures: SetFigures;
  readonly fitness: number | null;
};

/** Best first; of equals the one that was tried first, so that the same search ranks the same way. */
export function rankSets(tried: readonly TriedSet[]): readonly TriedSet[] {
  return tried
    .map((one, place) => ({ one, place }))
    .sort((a, b) => worth(b.one) - worth(a.one) || a.place - b.place)
    .map(({ one }) => one);
}

/** The best set, null when no set has a fitness. */
export function bestOf(tried: readonly TriedSet[]): TriedSet | null {
  const [best] = rankSets(tried);
  return best && best.fitness !== null ? best : null;
}

const worth = ({ fitness }: TriedSet): number => fitness ?? -Number.MAX_VALUE;

const DAYS_A_YEAR = 365;

/** Of a chosen set the luck of choosing must be taken off: how many were tried, and how far their Sharpe ratios spread. */
export function trialsOf(tried: readonly TriedSet[]): Trials {
  const daily = tried.flatMap(({ figures }) =>
    figures.sharpe === null ? [] : [figures.sharpe / Math.sqrt(DAYS_A_YEAR)],
  );
  const mean = daily.reduce((sum, one) => sum + one, 0) / Math.max(1, daily.length);
  const squares = daily.reduce((sum, one) => sum + (one - mean) ** 2, 0);
  // a set that never traded was tried too
  return { count: Math.max(1, tried.length), variance: daily.length < 2 ? 0 : squares / (daily.length - 1) };
}

/** One row of the table; `trials`: those it was chosen among, null where that is not judged. */
export const toSweepRow = (
  { set, figures, fitness }: TriedSet,
  rank: number,
  trials: Trials | null = null,
): SweepRow => ({
  rank,
  params: set,
  objective: plainOrNull(fitness),
  trades: figures.trades,
  totalReturn: plainNumber(figures.totalReturn),
  maxDrawdown: plainNumber(figures.maxDrawdown),
  winRate: plainOrNull(figures.winRate),
  profitFactor: plainOrNull(figures.profitFactor),
  sharpe: plainOrNull(figures.sharpe),
  ...(trials === null ? {} : { deflatedSharpe: plainOrNull(deflatedOf(figures, trials)) }),
});

function deflatedOf({ sharpe, days, skewness, kurtosis }: SetFigures, trials: Trials): number | null {
  // figures that were kept before they held the shape know none
  if (sharpe === null || typeof skewness !== "number" || typeof kurtosis !== "number") return null;
  const observed = { sharpe: sharpe / Math.sqrt(DAYS_A_YEAR), observations: days, skewness, kurtosis };
  return deflatedSharpe(observed, trials);
}
