import fc from "fast-check";
import { expect, it } from "vitest";
import { type Judged, paretoSet } from "./pareto-set";

const judged = (worths: readonly (readonly number[])[]): readonly Judged[] =>
  worths.map((own, place) => ({
    one: { set: { place }, figures: {}, fitness: own[0] } as never,
    worths: own,
  }));
const beaten = (all: readonly Judged[], { worths }: Judged): boolean =>
  all.some(
    (other) =>
      other.worths.every((worth, at) => worth >= (worths[at] as number)) &&
      other.worths.some((worth, at) => worth > (worths[at] as number)),
  );

it("keeps what nothing beats, equals beside each other, in the order given", () => {
  const all = judged([
    [1, 5],
    [2, 4],
    [2, 3],
    [5, 1],
    [5, 1],
    [0, 5],
  ]);
  expect(paretoSet(all).map(({ worths }) => worths)).toEqual([
    [1, 5],
    [2, 4],
    [5, 1],
    [5, 1],
  ]);
});

it("is exactly the sets that no other one beats, for any number of objectives", () => {
  const worths = fc.integer({ min: 1, max: 4 }).chain((many) =>
    fc.array(fc.array(fc.integer({ min: 0, max: 5 }), { minLength: many, maxLength: many }), {
      maxLength: 60,
    }),
  );
  fc.assert(
    fc.property(worths, (all) => {
      const sets = judged(all);
      expect(paretoSet(sets)).toEqual(sets.filter((one) => !beaten(sets, one)));
    }),
  );
});
