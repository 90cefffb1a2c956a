import { accept, invariant, type Result } from "@/server/kernel/result";
import { describeStrategy } from "@/server/strategy/core/describe-strategy";
import type { Strategy } from "@/server/strategy/core/strategy";
import type { BacktestRequest } from "./backtest-request";
import { readParams } from "./replay-span";
import { type ParamSet, type ParamSpace, possibleSets, setAt } from "./sweep/param-space";
import { keepsRules, readRules, type SetRule } from "./sweep/set-rules";

/** The conditions of a search, read over the parameters it has. Refuses an unknown or idle one by its words. */
export function rulesOf(request: BacktestRequest, strategy: Strategy): Result<readonly SetRule[]> {
  if (request.kind === "run") return accept([]);
  const own = describeStrategy(strategy).params.map(({ name }) => name);
  const params = [...own, ...Object.keys(request.params)];
  return readRules(request.where ?? [], { params, varied: Object.keys(request.ranges) });
}

type Asked = { readonly strategy: Strategy; readonly stepMs: number };

/** Candles the strategy needs before it decides with a set; null where it, or a condition, refuses the set. */
export function needsOf(
  request: BacktestRequest,
  { strategy, stepMs }: Asked,
): (set: ParamSet) => number | null {
  const rules = rulesOf(request, strategy);
  invariant(rules.ok, "a search was begun with a condition that cannot be read");
  return (set) => {
    const read = readParams({ strategy, params: request.params, stepMs }, set);
    return read.ok && keepsRules(rules.value, read.value, set) ? strategy.warmup(read.value) : null;
  };
}

/** How many sets of a space the strategy takes, how many of these each condition leaves out, and how many are left. */
export type SetCounts = {
  readonly taken: number;
  readonly left: number;
  readonly where: readonly { readonly rule: string; readonly leftOut: number }[];
};

const COUNTED_MAX = 200_000;

/** Null for a space too large to go through. */
export function countSets(
  request: BacktestRequest,
  { strategy, stepMs }: Asked,
  space: ParamSpace,
): SetCounts | null {
  const possible = possibleSets(space);
  const rules = rulesOf(request, strategy);
  if (possible > COUNTED_MAX || !rules.ok) return null;
  const leftOut = rules.value.map(() => 0);
  let [taken, left] = [0, 0];
  for (let number = 0; number < possible; number++) {
    const set = setAt(space, number);
    const read = readParams({ strategy, params: request.params, stepMs }, set);
    if (!read.ok) continue;
    taken += 1;
    if (noteBroken(rules.value, { ...read.value, ...set }, leftOut) === 0) left += 1;
  }
  return {
    taken,
    left,
    where: rules.value.map(({ text }, place) => ({ rule: text, leftOut: leftOut[place] as number })),
  };
}

/** Counts each rule that does not hold; gives how many. */
function noteBroken(
  rules: readonly SetRule[],
  values: { readonly [name: string]: unknown },
  leftOut: number[],
): number {
  let broken = 0;
  for (const [place, { holds }] of rules.entries()) {
    if (holds(values)) continue;
    leftOut[place] = (leftOut[place] ?? 0) + 1;
    broken += 1;
  }
  return broken;
}
