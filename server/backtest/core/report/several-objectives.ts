import { type BacktestRequest, objectivesOf } from "../backtest-request";
import type { ObjectiveReport, SweepReport, SweepRow } from "../backtest-view";
import { plainOrNull } from "../plain-number";
import { fitnessOf, measureOf } from "../sweep/objectives";
import type { ParamSpace } from "../sweep/param-space";
import { paretoSet } from "../sweep/pareto-set";
import { bestOf, type TriedSet } from "../sweep/rank-sets";
import { mapStability } from "../sweep/stability-map";

const ROWS_MAX = 200;

/** What several objectives say of each ranked set, and which of them no other one beats. */
export type Front = {
  readonly marks: readonly Required<Pick<SweepRow, "objectives" | "pareto">>[];
  readonly sets: number;
};

/** Null where there is one objective. */
export function frontOf(request: BacktestRequest, ranked: readonly TriedSet[]): Front | null {
  const names = objectivesOf(request);
  if (request.kind === "run" || names.length < 2) return null;
  const { minTrades } = request;
  const measures = names.map(measureOf);
  const worths = ranked.map(({ figures }) =>
    measures.map((measure) => fitnessOf(figures, { measure, minTrades })),
  );
  const judged = ranked.flatMap((one, place) => {
    const own = worths[place]?.flatMap((worth) => worth ?? []) ?? [];
    return own.length < names.length ? [] : [{ one, worths: own }];
  });
  const unbeaten = new Set(paretoSet(judged).map(({ one }) => one));
  return {
    sets: unbeaten.size,
    marks: ranked.map((one, place) => ({
      objectives: (worths[place] ?? []).map(plainOrNull),
      pareto: unbeaten.has(one),
    })),
  };
}

type Searched = {
  readonly tried: readonly TriedSet[];
  /** best first, all of them, marked */
  readonly rows: readonly SweepRow[];
  readonly front: Front;
};

/** The best set by each objective alone with its stability, and the Pareto set. */
export function severalObjectives(
  request: BacktestRequest,
  space: ParamSpace,
  { tried, rows, front }: Searched,
): Required<Pick<SweepReport, "objectives" | "pareto">> {
  const names = objectivesOf(request);
  const minTrades = request.kind === "run" ? 0 : request.minTrades;
  const objectives = names.map((objective): ObjectiveReport => {
    const measure = measureOf(objective);
    const own = tried.map(({ set, figures }) => ({
      set,
      figures,
      fitness: fitnessOf(figures, { measure, minTrades }),
    }));
    const best = bestOf(own);
    const row = best && rows.find(({ params }) => params === best.set);
    return { objective, best: row ?? null, stability: mapStability(space, own) };
  });
  return {
    objectives,
    pareto: {
      sets: front.sets,
      rows: rows.filter(({ pareto }) => pareto).slice(0, ROWS_MAX),
      words: `${front.sets} of ${tried.length} sets are beaten by no other one by all of ${names.join(", ")} (marked *).`,
    },
  };
}
