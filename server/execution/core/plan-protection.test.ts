import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Decimal, toDecimal } from "@/server/kernel/money";
import { type ProtectionFacts, planProtection, type RestingStop } from "./plan-protection";

const rules = {
  tickSize: toDecimal("0.1"),
  lotSize: toDecimal("0.001"),
  minAmount: toDecimal("0.001"),
  minNotional: toDecimal("5"),
};
const facts = (change: Partial<ProtectionFacts> = {}): ProtectionFacts => ({
  supported: true,
  held: toDecimal("2.0005"),
  stopPrice: toDecimal("95"),
  resting: null,
  refused: 0,
  isLeaving: false,
  isPending: false,
  rules,
  width: toDecimal("0.1"),
  ...change,
});
const stop = (amount: string, trigger: string): RestingStop => ({
  amount: toDecimal(amount),
  triggerPrice: toDecimal(trigger),
});
const RIGHT = stop("2", "85.5");

// Guards that a position is protected while nobody watches, and that nothing is sold twice.
describe("the stop at the exchange", () => {
  it("lies wide below the position's own, sells what is held, on tick and lot", () => {
    expect(planProtection(facts())).toEqual({ kind: "place", ...RIGHT });
    expect(planProtection(facts({ resting: RIGHT }))).toEqual({ kind: "keep" });
  });

  it("is placed again where it was deleted by hand, and nowhere the exchange knows none", () => {
    expect(planProtection(facts({ resting: null })).kind).toBe("place");
    expect(planProtection(facts({ supported: false })).kind).toBe("keep");
  });

  it("follows the position: amount and trigger, by being taken back first", () => {
    expect(planProtection(facts({ resting: stop("1", "85.5") })).kind).toBe("take back");
    expect(planProtection(facts({ resting: RIGHT, stopPrice: toDecimal("99") })).kind).toBe("take back");
    expect(planProtection(facts({ resting: RIGHT, stopPrice: toDecimal("95.5") })).kind).toBe("keep");
  });

  it("gives the coins free before an exit of ours, and when the position is gone", () => {
    expect(planProtection(facts({ resting: RIGHT, isLeaving: true })).kind).toBe("take back");
    expect(planProtection(facts({ resting: null, isLeaving: true })).kind).toBe("keep");
    expect(planProtection(facts({ resting: RIGHT, held: null })).kind).toBe("take back");
  });

  it("refused is tried once more, then the position is sold", () => {
    expect(planProtection(facts({ refused: 1 })).kind).toBe("place");
    expect(planProtection(facts({ refused: 2 })).kind).toBe("exit");
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
    if (plan.kind === "place") world.resting = plan;
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
