import type { SweepRow } from "../backtest-view";
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

export const toSweepRow = ({ set, figures, fitness }: TriedSet, rank: number): SweepRow => ({
  rank,
  params: set,
  objective: plainOrNull(fitness),
  trades: figures.trades,
  totalReturn: plainNumber(figures.totalReturn),
  maxDrawdown: plainNumber(figures.maxDrawdown),
  winRate: plainOrNull(figures.winRate),
  profitFactor: plainOrNull(figures.profitFactor),
  sharpe: plainOrNull(figures.sharpe),
});
