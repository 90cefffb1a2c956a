import { expect, it } from "vitest";
import { chanceOfRun, shortestUnlikelyRun } from "./run-chance";

/** Every sequence there is, counted with its chance. */
function byCounting(run: number, trials: number, loss: number): number {
  let sum = 0;
  for (let bits = 0; bits < 2 ** trials; bits++) {
    let [longest, now, chance] = [0, 0, 1];
    for (let n = 0; n < trials; n++) {
      const lost = ((bits >> n) & 1) === 1;
      now = lost ? now + 1 : 0;
      longest = Math.max(longest, now);
      chance *= lost ? loss : 1 - loss;
    }
    if (longest >= run) sum += chance;
  }
  return sum;
}

// Guards against the usual estimate trades × loss^run, which is wrong by a factor where runs overlap.
it.each([
  [3, 3, 0.5],
  [3, 10, 0.5],
  [4, 12, 0.7],
  [1, 9, 0.2],
  [5, 14, 0.35],
])(
  "a run of %i in %i trades at a loss rate of %f is what counting every sequence says",
  (run, trials, loss) => {
    expect(chanceOfRun(run, trials, loss)).toBeCloseTo(byCounting(run, trials, loss), 12);
  },
);

it("is nothing where the run is longer than the trades, and certain where every trade is lost", () => {
  expect(chanceOfRun(11, 10, 0.9)).toBe(0);
  expect(chanceOfRun(10, 240, 1)).toBe(1);
  expect(chanceOfRun(10, 240, 0)).toBe(0);
});

it("the shortest unlikely run is unlikely, and the one before it is not", () => {
  for (const loss of [0.3, 0.45, 0.6, 0.75]) {
    const run = shortestUnlikelyRun(10, { trials: 240, loss, chance: 0.001 });
    expect(chanceOfRun(run, 240, loss)).toBeLessThanOrEqual(0.001);
    if (run > 10) expect(chanceOfRun(run - 1, 240, loss)).toBeGreaterThan(0.001);
  }
  expect(shortestUnlikelyRun(10, { trials: 240, loss: 0.1, chance: 0.001 })).toBe(10);
});
