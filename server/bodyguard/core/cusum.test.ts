import { expect, it } from "vitest";
import { cusum, DRIFT_TRADES_LEAST } from "./cusum";
import { normalScore, poissonTail } from "./distributions";

/** Quantiles of Student's t and the normal scores of the same chance, from printed tables. */
it.each([
  [2.093, 19, 1.96],
  [2.861, 19, 2.576],
  [1.812, 10, 1.645],
  [-2.75, 30, -2.576],
  [1.984, 100, 1.96],
])("t = %f with %i degrees scores as the normal %f does", (t, freedom, score) => {
  expect(normalScore(t, freedom)).toBeCloseTo(score, 1);
});

it("the tail of a Poisson count is what tables say", () => {
  expect(poissonTail(1, 2)).toBeCloseTo(1 - Math.exp(-2), 12);
  expect(poissonTail(5, 1)).toBeCloseTo(0.00366, 5);
  expect(poissonTail(0, 3)).toBe(1);
});

const alternating = (count: number, low: number, high: number) =>
  Array.from({ length: count }, (_unused, index) => (index % 2 === 0 ? low : high));

it("says nothing while too few trades are known, however bad the next is", () => {
  const results = [...alternating(DRIFT_TRADES_LEAST - 1, -0.01, 0.02), -0.9];
  expect(cusum(results, 0).worse).toBe(0);
});

it("rises with trades worse than its own, names where they began, and falls back when they end", () => {
  const own = alternating(40, -0.01, 0.02);
  const worse = cusum([...own, ...alternating(20, -0.035, -0.02)], 0);
  expect(worse.worse).toBeGreaterThan(15);
  expect(worse.since).toBe(40);
  expect(worse.meanSince).toBeLessThan(0);
  expect(worse.meanBefore).toBeCloseTo(0.005, 6);
  const well = cusum([...own, ...alternating(3, -0.03, -0.03), ...alternating(40, 0.01, 0.03)], 0);
  expect(well.worse).toBe(0);
  expect(well.since).toBeNull();
});

it("counts what became better on the other side, and nothing before `from`", () => {
  const results = [...alternating(40, -0.01, 0.02), ...alternating(20, 0.05, 0.06)];
  const drift = cusum(results, 0);
  expect([drift.worse, drift.better > 15]).toEqual([0, true]);
  expect(cusum([...alternating(40, -0.01, 0.02), ...alternating(20, -0.04, -0.03)], 60).worse).toBe(0);
});

it("one trade alone is no drift, whatever it lost", () => {
  expect(cusum([...alternating(40, -0.01, 0.02), -0.95], 0).worse).toBeLessThan(3);
});
