import { describe, expect, it } from "vitest";
import { BettingEvidence, WEALTH_WANTED } from "./betting-evidence";
import { tryPolicies } from "./try-policies";

/** The same by the formula, from the beginning each time. */
function wealthOf(returns: readonly number[], stopWidth: number): number {
  const b = stopWidth + 0.01;
  return returns.reduce((wealth, one, index) => {
    const before = returns.slice(0, index).map((earlier) => Math.max(earlier, -b));
    const count = before.length + 10;
    const mean = before.reduce((sum, x) => sum + x, 0) / count;
    const variance = (before.reduce((sum, x) => sum + x * x, 0) + 10 * 0.0001) / count - mean ** 2;
    const bet = Math.min(Math.max(mean / (variance + mean ** 2), 0), 0.9 / b);
    return wealth * (1 + bet * Math.max(one, -b));
  }, 1);
}

const add = (evidence: BettingEvidence, returns: readonly number[]) => {
  for (const one of returns) evidence.add(one);
  return evidence;
};

describe("evidence by betting", () => {
  it("is the product of the formula, trade by trade", () => {
    const returns = [0.012, -0.006, 0.02, 0.001, -0.05, 0.013, 0.008, -0.01, 0.03];
    const evidence = new BettingEvidence(0.03);
    for (let count = 1; count <= returns.length; count++) {
      evidence.add(returns[count - 1] as number);
      expect(evidence.wealth).toBeCloseTo(wealthOf(returns.slice(0, count), 0.03), 12);
    }
    expect(evidence.trades).toBe(9);
  });

  it("begins with nothing at stake, and never bets on a loser", () => {
    expect(new BettingEvidence(0.03).bet).toBe(0);
    const losing = add(new BettingEvidence(0.03), Array(50).fill(-0.01));
    expect([losing.bet, losing.wealth]).toEqual([0, 1]);
  });

  it("never bets more than a loss as wide as the stop could take", () => {
    const winning = add(new BettingEvidence(0.04), Array(5_000).fill(0.002));
    expect(winning.bet).toBeLessThanOrEqual(0.9 / 0.05);
    winning.add(-0.9);
    expect(winning.beyondStop).toBe(1);
    expect(winning.wealth).toBeGreaterThan(0);
    expect(Number.isFinite(winning.wealth)).toBe(true);
  });

  it("tells about how many more such trades it takes", () => {
    const returns = Array.from({ length: 60 }, (_, n) => (n % 2 === 0 ? 0.012 : -0.009));
    const evidence = add(new BettingEvidence(0.03), returns);
    const more = evidence.tradesUntil(WEALTH_WANTED, returns) ?? 0;
    expect(more).toBeGreaterThan(0);
    let taken = 0;
    for (; evidence.wealth < WEALTH_WANTED; taken++) evidence.add(returns[taken % 60] as number);
    expect(taken / more).toBeGreaterThan(0.6);
    expect(taken / more).toBeLessThan(1.6);
    expect(evidence.tradesUntil(WEALTH_WANTED, returns)).toBe(0);
    expect(add(new BettingEvidence(0.03), [-0.01]).tradesUntil(WEALTH_WANTED, [-0.01])).toBeNull();
  });
});

// Guards the owner's money from luck: bounds a little wider than those of `npm run prove -- promotion`, for fewer bots.
describe("both policies, looked at every night", () => {
  const zero = { kind: "gaussian", mean: 0, deviation: 0.01, stopWidth: 0.03 } as const;
  it("evidence promotes hardly any bot without an edge where the record alone promotes half", () => {
    const rates = tryPolicies({ trades: zero, bots: 300, days: 30, seed: 5 });
    expect(rates.evidence).toBeLessThanOrEqual(0.04);
    expect(rates.classic).toBeGreaterThan(0.4);
  });

  it("nor one of many small wins and rare losses", () => {
    const trades = { kind: "skewed", win: 0.005, loss: 0.095 } as const;
    const rates = tryPolicies({ trades, bots: 300, days: 30, seed: 5 });
    expect(rates.evidence).toBeLessThanOrEqual(0.08);
    expect(rates.classic).toBeGreaterThan(0.7);
  });

  it("and most that have one", () => {
    const trades = { ...zero, mean: 0.004 };
    expect(tryPolicies({ trades, bots: 300, days: 14, seed: 5 }).evidence).toBeGreaterThan(0.85);
  });
});
