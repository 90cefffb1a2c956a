import { type ParamSet, type ParamSpace, possibleSets, setAt } from "./param-space";

const ALL_MAX = 20_000;

/**
 * Most candles that any set of a space needs before its first decision. Of a space too large to go through it is that
 * of the sets at its corners, where the longest periods are.
 */
export function longestNeed(space: ParamSpace, needs: (set: ParamSet) => number | null): number {
  const sets = possibleSets(space) <= ALL_MAX ? everySet(space) : cornersOf(space);
  let longest = 0;
  for (const set of sets) longest = Math.max(longest, needs(set) ?? 0);
  return longest;
}

function* everySet(space: ParamSpace): Generator<ParamSet> {
  for (let number = 0; number < possibleSets(space); number++) yield setAt(space, number);
}

function* cornersOf({ names, values }: ParamSpace): Generator<ParamSet> {
  const ends = values.map((own) => [...new Set([own[0], own.at(-1)])].filter((value) => value !== undefined));
  yield* everySet({ names, values: ends });
}
