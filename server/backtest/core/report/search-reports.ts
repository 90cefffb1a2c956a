import type { BacktestRequest } from "../backtest-request";
import type { SweepReport, WalkForwardReport, WalkForwardWindow } from "../backtest-view";
import { TaskEvaluator } from "../evaluate-task";
import { plainOrNull } from "../plain-number";
import type { WindowOutcome, WorkOutcome } from "../plan-work";
import { type Replay, readParams } from "../replay-span";
import { type ParamSet, type ParamSpace, possibleSets, setAt, toParamSpace } from "../sweep/param-space";
import { rankSets, type TriedSet, toSweepRow } from "../sweep/rank-sets";
import { fitnessOf } from "../sweep/set-figures";
import { mapStability } from "../sweep/stability-map";
import { toIso } from "./flat-trades";

const ROWS_MAX = 200;
const COUNTABLE = 1e15;

/** The table and the map of a sweep; null for a request that searches nothing. */
export function toSweepReport(
  request: BacktestRequest,
  replay: Replay,
  { tried, span }: Extract<WorkOutcome, { readonly kind: "sweep" }>,
): SweepReport | null {
  if (request.kind === "run") return null;
  const { method, objective, seed, ranges } = request;
  const space = toParamSpace(ranges);
  const possible = possibleSets(space);
  const accepted = countAccepted(space, (set) => readParams(replay, set).ok);
  const counts = { tried: tried.length, accepted, possible, cap: request.sets };
  return {
    method,
    objective,
    seed,
    sets: tried.length,
    possible: possible < COUNTABLE ? possible : null,
    accepted,
    cap: request.sets,
    words: `${triedInWords(counts)} All were judged from ${toIso(replay.candles.openAt[span.from] as number)} on.`,
    rows: rankSets(tried)
      .slice(0, ROWS_MAX)
      .map((one, place) => toSweepRow(one, place + 1)),
    stability: mapStability(space, tried),
  };
}

const COUNTED_MAX = 200_000;

function countAccepted(space: ParamSpace, accepts: (set: ParamSet) => boolean): number | null {
  const possible = possibleSets(space);
  if (possible > COUNTED_MAX) return null;
  let accepted = 0;
  for (let number = 0; number < possible; number++) if (accepts(setAt(space, number))) accepted += 1;
  return accepted;
}

type Counts = {
  readonly tried: number;
  readonly accepted: number | null;
  readonly possible: number;
  readonly cap: number;
};

/** How many of how many sets were tried, and why not all. */
function triedInWords({ tried, accepted, possible, cap }: Counts): string {
  const taken = accepted ?? possible;
  const refused = accepted === null ? 0 : possible - accepted;
  const without = refused > 0 ? ` (${refused} more the strategy does not take)` : "";
  if (tried >= taken) return `All ${taken} sets of the ranges were tried${without}.`;
  return `${tried} of ${taken} sets of the ranges were tried${without}: at most ${cap} were asked for.`;
}

/** Each window with what its parameters earned where they were fitted and where they were judged. */
export function toWalkForwardReport(
  request: BacktestRequest,
  replay: Replay,
  windows: readonly WindowOutcome[],
): WalkForwardReport | null {
  if (request.kind !== "walk-forward") return null;
  const { mode, objective, method } = request;
  const evaluator = new TaskEvaluator(replay);
  const judged = windows.flatMap((window, place) => {
    const { best, judge } = window;
    const figures = best && evaluator.evaluate({ set: best.set, span: judge });
    if (!best || !figures) return [];
    // few trades are no reason to hide what came of them
    const out = { set: best.set, figures, fitness: fitnessOf(figures, { objective, minTrades: 1 }) };
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
