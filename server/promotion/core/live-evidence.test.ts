import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { toNormal, uniformStream } from "@/server/market/core/simulation/seeded-random";
import { judgeLive } from "./live-evidence";

const trades = (returns: readonly number[]) =>
  returns.map((netReturn) => ({ netReturn, profit: netReturn * 0.3 }));

/** Whether a bot with such trades was taken back at any of 30 nightly looks, 8 trades a day. */
function everDemoted(
  mean: number,
  seed: number,
  { draw, gainMost }: { draw: (uniform: () => number) => number; gainMost: number },
): boolean {
  const uniform = uniformStream(seed);
  const returns: number[] = [];
  for (let day = 1; day <= 30; day++) {
    for (let n = 0; n < 8; n++) returns.push(mean + draw(uniform));
    if (judgeLive(trades(returns), { gainMost, drawdownMost: 1 }).demote !== null) return true;
  }
  return false;
}
const gaussian = {
  draw: (uniform: () => number) => 0.01 * toNormal(Math.floor(uniform() * 2 ** 32)),
  gainMost: 0.05,
};
/** many losses of 0.5 % and rare gains that make up for them, as large as its target, or as a bot without one may have */
const rare = (gain: number, gainMost = gain) => ({
  draw: (uniform: () => number) => (uniform() < 0.005 / (gain + 0.005) ? gain : -0.005),
  gainMost,
});
const share = (mean: number, kind: typeof gaussian): number =>
  Array.from({ length: 300 }, (_one, n) => everDemoted(mean, n + 1, kind)).filter(Boolean).length / 300;

describe("a live bot looked at every night for a month", () => {
  it("is taken back by bad luck alone in at most one case of twenty", () => {
    expect(share(0, gaussian)).toBeLessThanOrEqual(0.05);
    for (const kind of [rare(0.05), rare(0.1), rare(0.2, 0.25)])
      expect(share(0, kind)).toBeLessThanOrEqual(0.05);
  });

  it("that loses 0.4 % a trade is nearly always found out, and one that earns 0.25 % never is", () => {
    expect(share(-0.004, gaussian)).toBeGreaterThan(0.9);
    expect(share(0.0025, gaussian)).toBe(0);
  });
});

it("a fall of its closed trades beyond the limit takes it back at once, whatever the evidence", () => {
  const one = (limit: number) =>
    judgeLive(trades([0.02, -0.04, -0.04]), { gainMost: 0.05, drawdownMost: limit });
  expect(one(0.023)).toMatchObject({ demote: "drawdown", trades: 3 });
  expect(one(0.025)).toMatchObject({ demote: null });
  expect(one(0.025).drawdown).toBeCloseTo(0.024, 12);
});

it("no series makes the figures infinite or negative", () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: -1, max: 10, noNaN: true }), { maxLength: 300 }),
      fc.double({ min: 0.001, max: 1, noNaN: true }),
      (returns, gainMost) => {
        const verdict = judgeLive(trades(returns), { gainMost, drawdownMost: 0.15 });
        expect(Number.isFinite(verdict.against)).toBe(true);
        expect(verdict.against).toBeGreaterThanOrEqual(0);
        expect(verdict.drawdown).toBeGreaterThanOrEqual(0);
      },
    ),
  );
});
