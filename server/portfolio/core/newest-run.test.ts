import { expect, test } from "vitest";
import { newestRun } from "./newest-run";

const point = (wall: number, market: number) => ({
  wallAt: new Date(wall).toISOString(),
  marketAt: new Date(market).toISOString(),
  equity: `${wall}`,
  buyAndHold: null,
});

test("a curve shows one market at a time: what lies before a jump back in market time is left out", () => {
  const points = [point(1, 100_000), point(2, 200_000), point(3, 50_000), point(4, 60_000)];
  expect(newestRun(points).map(({ equity }) => equity)).toEqual(["3", "4"]);
});

test("market time strictly rises: of a standing clock the last point stays", () => {
  const points = [point(1, 1_000), point(2, 2_000), point(3, 2_000)];
  expect(newestRun(points).map(({ equity }) => equity)).toEqual(["1", "3"]);
});
