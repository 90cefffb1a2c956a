import { hashOf } from "@/server/market/core/simulation/seeded-random";
import type { BacktestRequest } from "./backtest-request";
import type { EvaluationTask } from "./evaluate-task";
import type { CandleSpan } from "./slice-columns";
import { longestNeed } from "./sweep/longest-need";
import { fitnessOf, type Measure, measureOf } from "./sweep/objectives";
import { type ParamSet, toParamSpace } from "./sweep/param-space";
import { bestOf, type TriedSet } from "./sweep/rank-sets";
import { searchSets } from "./sweep/search-sets";
import type { SetFigures } from "./sweep/set-figures";
import { type FitWindow, planWindows } from "./walk-forward/plan-windows";

/** Tasks that may be done in any order, side by side; answered in theirs, null for a set that was refused. */
export type WorkBatch = { readonly words: string; readonly tasks: readonly EvaluationTask[] };

export type WindowOutcome = FitWindow & {
  readonly tried: readonly TriedSet[];
  /** null: no set had enough trades, so the window judges nothing and holds cash */
  readonly best: TriedSet | null;
};

/** All that the report needs of the search. */
export type WorkOutcome =
  | { readonly kind: "run" }
  | {
      readonly kind: "sweep";
      readonly tried: readonly TriedSet[];
      readonly span: CandleSpan;
      readonly cut: Cut;
    }
  | { readonly kind: "walk-forward"; readonly windows: readonly WindowOutcome[]; readonly cut: Cut };

/** Whether the search was ended before it was through: then the outcome is of what had been tried. */
type Cut = boolean;

/** Asks for batches, is told the figures of each task, and ends with the outcome. */
export type Work = Generator<WorkBatch, WorkOutcome, readonly (SetFigures | null)[]>;

/** Candles that a set needs before its first decision; null where the strategy refuses the set. */
export type Needs = (set: ParamSet) => number | null;

/** `lead`: how many of the candles are only remembered. */
export type WorkFacts = {
  readonly openAt: Float64Array;
  readonly lead: number;
  readonly needs: Needs;
  /** asked after each batch: whether to end with what there is; what was not done is then answered with null */
  readonly isCut: () => boolean;
};

/**
 * The whole computation of a backtest as a chain of batches. Nothing but the request, the candles' times and the
 * figures told decides what comes next (the first `lead` candles are only remembered): after a crash the stored figures are told again and the work goes on where it
 * stood, and any number of threads gives the same outcome.
 */
export function* planWork(request: BacktestRequest, { openAt, lead, needs, isCut }: WorkFacts): Work {
  if (request.kind === "run") return { kind: "run" };
  const means = { needs, isCut, measure: measureOf(request.objective) };
  if (request.kind === "sweep") {
    const span = commonSpan(request, { from: lead, until: openAt.length }, needs);
    const tried = yield* sweep(request, { span, words: "", seed: request.seed }, means);
    return { kind: "sweep", tried, span, cut: isCut() };
  }
  const shift = ({ from, until }: CandleSpan) => ({ from: from + lead, until: until + lead });
  const windows = planWindows(openAt.subarray(lead), request).map(({ fit, judge }) => ({
    fit: shift(fit),
    judge: shift(judge),
  }));
  const outcomes: WindowOutcome[] = [];
  for (const [place, window] of windows.entries()) {
    const words = `Window ${place + 1} of ${windows.length}: `;
    // no window may draw the same sets as another
    const seed = hashOf(request.seed, place);
    const span = commonSpan(request, window.fit, needs);
    const tried = yield* sweep(request, { span, words, seed }, means);
    // a window that was fitted by half judges nothing
    if (isCut()) break;
    outcomes.push({ ...window, tried, best: bestOf(tried) });
  }
  return { kind: "walk-forward", windows: outcomes, cut: outcomes.length < windows.length };
}

/** The part of a span on which every set can decide: it begins where the set with the longest warm-up does. */
function commonSpan(request: Searched, { from, until }: CandleSpan, needs: Needs): CandleSpan {
  const longest = longestNeed(toParamSpace(request.ranges), needs);
  return { from: Math.min(Math.max(from, longest - 1), Math.max(from, until - 2)), until };
}

type Searched = Exclude<BacktestRequest, { kind: "run" }>;
type Means = Pick<WorkFacts, "needs" | "isCut"> & { readonly measure: Measure };
type Stretch = { readonly span: CandleSpan; readonly words: string; readonly seed: number };

function* sweep(
  request: Searched,
  { span, words, seed }: Stretch,
  { needs, isCut, measure }: Means,
): Generator<WorkBatch, readonly TriedSet[], readonly (SetFigures | null)[]> {
  const { method, sets, ranges, minTrades } = request;
  const accepts = (set: ParamSet) => needs(set) !== null;
  const search = searchSets({ method, sets, seed, accepts, space: toParamSpace(ranges) });
  const tried: TriedSet[] = [];
  let step = search.next();
  for (let round = 1; !step.done; round++) {
    const batch = step.value;
    const label = method === "genetic" ? `generation ${round}` : `${batch.length} parameter sets`;
    const figures = yield {
      words: capitalise(`${words}${label}`),
      tasks: batch.map((set) => ({ set, span })),
    };
    const judged = batch.map((set, place) => judge({ measure, minTrades }, set, figures[place] ?? null));
    tried.push(...judged.flatMap((one) => one ?? []));
    if (isCut()) break;
    step = search.next(judged.map((one) => one?.fitness ?? null));
  }
  return tried;
}

function judge(
  by: { readonly measure: Measure; readonly minTrades: number },
  set: ParamSet,
  figures: SetFigures | null,
): TriedSet | null {
  return figures && { set, figures, fitness: fitnessOf(figures, by) };
}

const capitalise = (words: string): string => `${words.charAt(0).toUpperCase()}${words.slice(1)}`;

/** How many evaluations the work will need at most: for the progress bar and the limits. */
export function countTasks(request: BacktestRequest, windows: number, possible: number): number {
  if (request.kind === "run") return 0;
  return Math.min(request.sets, possible) * (request.kind === "sweep" ? 1 : windows);
}
