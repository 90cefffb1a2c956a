import type { BacktestRequest } from "../backtest-request";
import type { SweepReport, WalkForwardReport, WalkForwardWindow } from "../backtest-view";
import { TaskEvaluator } from "../evaluate-task";
import { plainOrNull } from "../plain-number";
import type { WindowOutcome, WorkOutcome } from "../plan-work";
import type { Replay } from "../replay-span";
import { countSets, type SetCounts } from "../search-needs";
import { fitnessOf, measureOf } from "../sweep/objectives";
import { possibleSets, toParamSpace } from "../sweep/param-space";
import { rankSets, type TriedSet, toSweepRow, trialsOf } from "../sweep/rank-sets";
import { mapStability } from "../sweep/stability-map";
import { toIso } from "./flat-trades";
import { frontOf, severalObjectives } from "./several-objectives";

const ROWS_MAX = 200;
const COUNTABLE = 1e15;

/** The table and the map of a sweep; null for a request that searches nothing. */
export function toSweepReport(
  request: BacktestRequest,
  replay: Replay,
  { tried, span, cut }: Extract<WorkOutcome, { readonly kind: "sweep" }>,
): SweepReport | null {
  if (request.kind === "run") return null;
  const { method, objective, seed, ranges, where = [] } = request;
  const space = toParamSpace(ranges);
  const possible = possibleSets(space);
  const counted = countSets(request, replay, space);
  const counts = { tried: tried.length, counted, possible, cap: request.sets, cut };
  const trials = trialsOf(tried);
  const ranked = rankSets(tried);
  const front = frontOf(request, ranked);
  const rows = ranked.map((one, place) => ({
    ...toSweepRow(one, place + 1, trials),
    ...front?.marks[place],
  }));
  return {
    method,
    objective,
    seed,
    sets: tried.length,
    possible: possible < COUNTABLE ? possible : null,
    accepted: counted?.left ?? null,
    cap: request.sets,
    words: `${triedInWords(counts)} All were judged from ${toIso(replay.candles.openAt[span.from] as number)} on.`,
    ...(where.length === 0
      ? {}
      : { where: counted?.where ?? where.map((rule) => ({ rule, leftOut: null })) }),
    ...(front === null ? {} : severalObjectives(request, space, { tried, rows, front })),
    ...(isCutOff(counts) ? { cut: true as const } : {}),
    rows: rows.slice(0, ROWS_MAX),
    stability: mapStability(space, tried),
  };
}

type Counts = {
  readonly tried: number;
  readonly counted: SetCounts | null;
  readonly possible: number;
  readonly cap: number;
  /** it was ended from outside */
  readonly cut: boolean;
};

const isCutOff = ({ cut, tried, counted, possible, cap }: Counts): boolean =>
  cut && tried < Math.min(cap, counted?.left ?? possible);

/** How many of how many sets were tried, and why not all. */
function triedInWords(counts: Counts): string {
  const { tried, counted, possible, cap } = counts;
  const taken = counted?.left ?? possible;
  const without = leftInWords(counts);
  if (isCutOff(counts)) return `Cut off: ${tried} of ${taken} sets of the ranges were tried${without}.`;
  if (tried >= taken) return `All ${taken} sets of the ranges were tried${without}.`;
  return `${tried} of ${taken} sets of the ranges were tried${without}: at most ${cap} were asked for.`;
}

function leftInWords({ counted, possible }: Counts): string {
  if (counted === null) return "";
  const refused = possible - counted.taken;
  const parts = [
    ...(refused > 0 ? [`${refused} more the strategy does not take`] : []),
    ...counted.where.map(({ rule, leftOut }) => `"${rule}" leaves out ${leftOut}`),
  ];
  return parts.length === 0 ? "" : ` (${parts.join(", ")})`;
}

/** Each window with what its parameters earned where they were fitted and where they were judged. */
export function toWalkForwardReport(
  request: BacktestRequest,
  replay: Replay,
  { windows, cut }: Extract<WorkOutcome, { readonly kind: "walk-forward" }>,
): WalkForwardReport | null {
  if (request.kind !== "walk-forward") return null;
  const { mode, objective, method } = request;
  const measure = measureOf(objective);
  const evaluator = new TaskEvaluator(replay);
  const judged = windows.flatMap((window, place) => {
    const { best, judge } = window;
    const figures = best && evaluator.evaluate({ set: best.set, span: judge });
    if (!best || !figures) return [];
    // few trades are no reason to hide what came of them
    const out = { set: best.set, figures, fitness: fitnessOf(figures, { measure, minTrades: 1 }) };
    return [{ view: toWindow(window, place + 1, { best, out, replay }), best, out }];
  });
  const inside = meanOf(judged.map(({ best }) => best.fitness));
  const outside = meanOf(judged.map(({ out }) => out.fitness));
  const efficiency = inside !== null && outside !== null && inside > 0 ? outside / inside : null;
  return {
    mode,
    objective,
    method,
    windows: judged.map(({ view }) => view),
    efficiency: plainOrNull(efficiency),
    ...(cut ? { cut } : {}),
  };
}

function toWindow(
  { fit, judge, tried }: WindowOutcome,
  number: number,
  { best, out, replay }: { readonly best: TriedSet; readonly out: TriedSet; readonly replay: Replay },
): WalkForwardWindow {
  const { openAt } = replay.candles;
  const opens = (place: number) => toIso(openAt[place] as number);
  const closes = (place: number) => toIso((openAt[place - 1] as number) + replay.stepMs);
  return {
    number,
    fitFrom: opens(fit.from),
    fitTo: closes(fit.until),
    judgeFrom: opens(judge.from),
    judgeTo: closes(judge.until),
    params: best.set,
    inSample: toSweepRow(best, 1),
    outOfSample: toSweepRow(out, 1),
    sets: tried.length,
  };
}

function meanOf(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length;
}
