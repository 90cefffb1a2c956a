import { expect, it } from "vitest";
import { type ParamSet, possibleSets, setAt, toParamSpace } from "./param-space";
import type { SetFigures } from "./set-figures";
import { mapStability } from "./stability-map";

const space = toParamSpace({ a: { from: 1, to: 9, step: 1 }, b: { from: 1, to: 9, step: 1 } });
const map = (fitness: (set: ParamSet) => number | null) =>
  mapStability(
    space,
    Array.from({ length: possibleSets(space) }, (_, number) => {
      const set = setAt(space, number);
      return { set, figures: {} as SetFigures, fitness: fitness(set) };
    }),
  );
const distance = ({ a, b }: ParamSet) => Math.abs((a as number) - 5) + Math.abs((b as number) - 5);

it("calls a broad hill stable and shows how it falls along each parameter", () => {
  const { words, plateauRatio, axes, grid } = map((set) => 10 - distance(set));
  expect(words).toMatch(/^Stable/);
  expect(plateauRatio).toBe("1");
  const [a] = axes;
  expect(a).toMatchObject({ param: "a", best: 5, neighbourRatio: "0.9" });
  expect(a?.points.map(({ own }) => own)).toEqual(["6", "7", "8", "9", "10", "9", "8", "7", "6"]);
  expect(grid?.cells[4]?.[4]).toBe("10");
});

it("calls a lone peak luck", () => {
  const { words, plateauRatio } = map((set) => (distance(set) === 0 ? 10 : 1));
  expect(plateauRatio).toBe("0");
  expect(words).toMatch(/^A lone peak/);
});

it("says so when nothing can be told", () => {
  expect(map(() => null)).toMatchObject({ axes: [], plateauRatio: null });
});
