import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { plusMs, wallMs } from "@/server/kernel/clock";
import { Decimal, toDecimal } from "@/server/kernel/money";
import { type AskedStop, countTries, NO_TRIES } from "./count-tries";
import { isWorthTelling, type ProtectionFacts, planProtection, type RestingStop } from "./plan-protection";

const rules = {
  tickSize: toDecimal("0.1"),
  lotSize: toDecimal("0.001"),
  minAmount: toDecimal("0.001"),
  minNotional: toDecimal("5"),
};
const NOW = wallMs(1_000_000);
const facts = (change: Partial<ProtectionFacts> = {}): ProtectionFacts => ({
  now: NOW,
  held: toDecimal("2.0005"),
  stopPrice: toDecimal("95"),
  resting: null,
  tries: NO_TRIES,
  isLeaving: false,
  isPending: false,
  rules,
  width: toDecimal("0.1"),
  ...change,
});
const stop = (amount: string, trigger: string, placedAt = wallMs(0)): RestingStop => ({
  amount: toDecimal(amount),
  triggerPrice: toDecimal(trigger),
  placedAt,
});
const RIGHT = stop("2", "85.5");
const { placedAt: _placedAt, ...LEVEL } = RIGHT;
const taken = (code: string) => ({ kind: "take back", code });

// Guards that a position is protected while nobody watches, and that nothing is sold twice.
describe("the stop at the exchange", () => {
  it("lies wide below the position's own, sells what is held, on tick and lot", () => {
    expect(planProtection(facts())).toEqual({ kind: "place", ...LEVEL });
    expect(planProtection(facts({ resting: RIGHT }))).toEqual({ kind: "keep" });
  });

  it("waits where it is not known what became of the last one", () => {
    expect(planProtection(facts({ isPending: true })).kind).toBe("keep");
    expect(planProtection(facts({ isPending: true, held: null, resting: RIGHT })).kind).toBe("keep");
  });

  it("follows the position: amount and trigger, by being taken back first, but not with every bit of a fill", () => {
    expect(planProtection(facts({ resting: stop("1", "85.5") }))).toEqual(taken("stop_resized"));
    const fresh = stop("1", "85.5", wallMs(NOW - 2_000));
    expect(planProtection(facts({ resting: fresh })).kind).toBe("keep");
    expect(planProtection(facts({ resting: fresh, now: plusMs(NOW, 1_000) })).kind).toBe("take back");
    // a clock that was set back does not hold it up
    expect(planProtection(facts({ resting: fresh, now: wallMs(NOW - 5_000) })).kind).toBe("take back");
    expect(planProtection(facts({ resting: RIGHT, stopPrice: toDecimal("99") })).kind).toBe("take back");
    expect(planProtection(facts({ resting: RIGHT, stopPrice: toDecimal("95.5") })).kind).toBe("keep");
    // a level that a person has set is followed however little it moved
    const set = { resting: RIGHT, isSet: true };
    expect(planProtection(facts({ ...set, stopPrice: toDecimal("95.5") })).kind).toBe("take back");
    expect(planProtection(facts(set)).kind).toBe("keep");
  });

  it("gives the coins free before an exit of ours, and is never left behind for a closed position", () => {
    expect(planProtection(facts({ resting: RIGHT, isLeaving: true }))).toEqual(taken("exit_requested"));
    expect(planProtection(facts({ resting: null, isLeaving: true })).kind).toBe("keep");
    expect(planProtection(facts({ resting: RIGHT, held: null }))).toEqual(taken("position_closed"));
  });

  it("deleted by hand it is placed again at once; time and again, or where another stop is no use, ever later, and told", () => {
    const failed = (count: number) => ({ ...NO_TRIES, asked: count, failed: count, lastAt: NOW });
    const planAfter = (count: number, ms: number) =>
      planProtection(facts({ tries: failed(count), now: plusMs(NOW, ms) })).kind;
    expect(planAfter(1, 0)).toBe("place");
    expect([planAfter(2, 14_999), planAfter(2, 15_000)]).toEqual(["keep", "place"]);
    expect([planAfter(3, 29_999), planAfter(3, 30_000)]).toEqual(["keep", "place"]);
    expect([planAfter(99, 599_999), planAfter(99, 600_000)]).toEqual(["keep", "place"]);
    expect([1, 2].map((count) => isWorthTelling(failed(count)))).toEqual([false, true]);
  });

  describe("refused by the exchange", () => {
    const asked = (change: Partial<AskedStop>): AskedStop => ({
      status: "rejected",
      isOurs: false,
      because: "order",
      words: "no stops here",
      at: NOW,
      amount: RIGHT.amount,
      triggerPrice: RIGHT.triggerPrice,
      ...change,
    });
    const planOf = (stops: readonly Partial<AskedStop>[], change: Partial<ProtectionFacts> = {}) =>
      planProtection(facts({ tries: countTries(stops.map(asked)), now: plusMs(NOW, 1), ...change })).kind;

    it("is asked for once more, at once; refused again the position is sold at market", () => {
      expect([planOf([{}]), planOf([{}, {}]), planOf([{}, {}, {}])]).toEqual(["place", "sell", "sell"]);
      // a yes that became a no, as VALR says it
      expect(planOf([{}, { status: "cancelled" }])).toBe("sell");
      // deleted by hand often enough to wait: the one retry after a refusal does not
      const deleted = { status: "cancelled", because: null } as const;
      expect(planOf([deleted, deleted, deleted, {}])).toBe("place");
    });

    it.each(["account", "later", "unsupported"] as const)(
      "sells nothing for a no of another kind: %s",
      (because) => {
        expect(planOf([{ because }, { because }, { because }])).toBe("keep");
        expect(planOf([{}, { because }])).not.toBe("sell");
        expect(planOf([{}, { because }, {}])).toBe("sell");
      },
    );

    it("sells nothing where nobody knows what became of it, where it was deleted by hand, nor beside an exit", () => {
      expect(planOf([{}, {}], { isPending: true })).toBe("keep");
      expect(planOf([{}, { status: "expired", because: null }])).toBe("place");
      expect(
        planOf([
          { status: "cancelled", because: null },
          { status: "cancelled", because: null },
        ]),
      ).toBe("keep");
      expect(planOf([{}, {}], { isLeaving: true })).toBe("keep");
      expect(planOf([{}, {}], { held: null })).toBe("keep");
    });

    it("counts anew after one that rested there, and where the rules were read anew", () => {
      expect(planOf([{}, { status: "cancelled", isOurs: true }, {}])).toBe("place");
      expect(planOf([{}, { status: "cancelled", because: null }, {}])).toBe("place");
      const byRules = [{ because: "rules" }, { because: "rules" }] as const;
      expect(planOf(byRules)).toBe("sell");
      expect(planOf(byRules, { rules: { ...rules, tickSize: toDecimal("1") } })).toBe("place");
    });
  });

  it("what no order could sell is protected by none", () => {
    expect(planProtection(facts({ held: toDecimal("0.05") })).kind).toBe("keep");
  });
});

type World = { held: number; resting: RestingStop | null; sold: number; leaving: boolean };

it("whatever happens, what rests and what is sold never exceed what was held", () => {
  const act = fc.constantFrom("plan", "plan", "plan", "fires", "deleted", "exit", "grow", "shrink");
  fc.assert(
    fc.property(fc.array(act, { maxLength: 60 }), (happened) => {
      const world: World = { held: 2_000, resting: null, sold: 0, leaving: false };
      let bought = world.held;
      for (const one of happened) {
        bought += step(world, one);
        const resting = world.resting?.amount.times(1_000).toNumber() ?? 0;
        expect(world.sold + resting).toBeLessThanOrEqual(bought);
      }
    }),
    { numRuns: 300 },
  );
});

/** One act in thousandths of a coin; answers how many were bought. */
function step(world: World, act: string): number {
  if (act === "grow" && !world.leaving) {
    world.held += 500;
    return 500;
  }
  acts[act]?.(world);
  return 0;
}

const acts: { readonly [act: string]: (world: World) => void } = {
  plan: (world) => {
    const held = world.held === 0 ? null : new Decimal(world.held).div(1_000);
    const plan = planProtection(facts({ held, resting: world.resting, isLeaving: world.leaving }));
    if (plan.kind === "take back") world.resting = null;
    if (plan.kind === "place") world.resting = { ...plan, placedAt: wallMs(0) };
  },
  deleted: (world) => {
    world.resting = null;
  },
  fires: (world) => {
    if (world.resting) sell(world, world.resting.amount.times(1_000).toNumber());
  },
  // our exit sells what is free only: while the stop rests it holds the coins
  exit: (world) => {
    world.leaving = true;
    if (!world.resting) sell(world, world.held);
  },
  shrink: (world) => {
    if (!world.resting) sell(world, Math.min(world.held, 300));
  },
};

function sell(world: World, amount: number): void {
  world.sold += amount;
  world.held -= amount;
  world.resting = null;
  if (world.held === 0) world.leaving = false;
}
