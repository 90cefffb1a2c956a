import type { TriedSet } from "./rank-sets";

/** A set with its worth by each objective, higher is better. */
export type Judged = { readonly one: TriedSet; readonly worths: readonly number[] };

/**
 * The sets that no other one beats: nothing else is at least as good by every objective and better by one (Pareto
 * 1906). In the order given; a set without a value for some objective is not among them.
 */
export function paretoSet(judged: readonly Judged[]): readonly Judged[] {
  const order = judged
    .map((one, place) => ({ one, place }))
    .sort((a, b) => compareWorths(b.one.worths, a.one.worths) || a.place - b.place);
  // who could beat a set stands before it
  const front: typeof order = [];
  for (const candidate of order) {
    if (!front.some(({ one }) => beats(one.worths, candidate.one.worths))) front.push(candidate);
  }
  return front.sort((a, b) => a.place - b.place).map(({ one }) => one);
}

const compareWorths = (a: readonly number[], b: readonly number[]): number => {
  const place = a.findIndex((worth, at) => worth !== b[at]);
  return place < 0 ? 0 : (a[place] as number) - (b[place] as number);
};

const beats = (a: readonly number[], b: readonly number[]): boolean =>
  a.every((worth, at) => worth >= (b[at] as number)) && a.some((worth, at) => worth > (b[at] as number));
