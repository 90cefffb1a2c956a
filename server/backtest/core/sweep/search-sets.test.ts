import fc from "fast-check";
import { expect, it } from "vitest";
import { type ParamSet, possibleSets, toParamSpace } from "./param-space";
import { type SearchPlan, searchSets } from "./search-sets";

const RANGES = { fast: { from: 2, to: 21, step: 1 }, slow: { from: 10, to: 200, step: 10 } };
const space = toParamSpace(RANGES);
const accepts = ({ fast, slow }: ParamSet) => (fast as number) < (slow as number);
/** one hill, highest at fast 8 and slow 120 */
const hill = ({ fast, slow }: ParamSet) =>
  -(((fast as number) - 8) ** 2) - (((slow as number) - 120) / 10) ** 2;

/** All batches of a search that is told the fitness of each set. */
function search(change: Partial<SearchPlan>, fitness: (set: ParamSet) => number | null = hill): ParamSet[][] {
  const plan: SearchPlan = { method: "genetic", space, sets: 120, seed: 1, accepts, ...change };
  const running = searchSets(plan);
  const batches: ParamSet[][] = [];
  for (let step = running.next(); !step.done; step = running.next(step.value.map(fitness)))
    batches.push([...step.value]);
  return batches;
}
const textOf = (sets: readonly ParamSet[]) => sets.map((set) => JSON.stringify(set));

it("a grid is every set the strategy takes, each once", () => {
  const [all = []] = search({ method: "grid", sets: 1_000 });
  expect(possibleSets(space)).toBe(400);
  expect(all).toHaveLength(400 - 12 - 2);
  expect(new Set(textOf(all)).size).toBe(all.length);
});

it("decimal steps end where the range says", () => {
  const { values } = toParamSpace({ stop: { from: 0.01, to: 0.05, step: 0.01 } });
  expect(values).toEqual([[0.01, 0.02, 0.03, 0.04, 0.05]]);
});

it("no search gives a set twice, one that is refused, or more than it may", () => {
  fc.assert(
    fc.property(
      fc.constantFrom("random", "genetic" as const),
      fc.integer({ min: 1, max: 380 }),
      fc.nat(1e6),
      (method, sets, seed) => {
        const tried = search({ method: method as "random", sets, seed }).flat();
        expect(tried).toHaveLength(sets);
        expect(new Set(textOf(tried)).size).toBe(sets);
        expect(tried.every(accepts)).toBe(true);
      },
    ),
    { numRuns: 60 },
  );
});

it("the same seed draws the same sets, another seed draws others", () => {
  for (const method of ["random", "genetic"] as const) {
    expect(search({ method })).toEqual(search({ method }));
    expect(search({ method, seed: 2 })).not.toEqual(search({ method }));
  }
});

it("breeding climbs the hill: with a third of the sets it ends near the top, where chance alone does not", () => {
  const found = (method: "random" | "genetic") =>
    Array.from({ length: 20 }, (_, seed) =>
      Math.max(
        ...search({ method, seed: seed + 1 })
          .flat()
          .map(hill),
      ),
    ).filter((best) => best === 0).length;
  expect(found("genetic")).toBeGreaterThanOrEqual(16);
  expect(found("random")).toBeLessThan(found("genetic"));
});

it("sets without a fitness are survived", () => {
  expect(search({}, () => null).flat()).toHaveLength(120);
});
