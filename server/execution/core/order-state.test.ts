import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Decimal, ZERO } from "@/server/kernel/money";
import { orderStatuses } from "@/server/kernel/order-statuses";
import { afterEvent, isLegal, isWorking, type OrderEvent, type OrderState } from "./order-state";

const AMOUNT = 10;
const fresh: OrderState = { status: "intent", amount: new Decimal(AMOUNT), filled: ZERO };

const event: fc.Arbitrary<OrderEvent> = fc.oneof(
  fc.constantFrom<OrderEvent>(
    { kind: "sent" },
    { kind: "acknowledged" },
    { kind: "unanswered" },
    { kind: "rejected" },
    { kind: "cancelled" },
    { kind: "expired" },
  ),
  fc
    .integer({ min: 0, max: AMOUNT })
    .map((total) => ({ kind: "filled" as const, filledTotal: new Decimal(total) })),
);

// An order that was never sent cannot be answered or filled: venues answer only what they were sent.
const life = fc.array(event, { maxLength: 40 }).map((rest): OrderEvent[] => [{ kind: "sent" }, ...rest]);

function expectLegalStep(before: OrderState, next: OrderEvent, after: OrderState): void {
  // late trades of an order that has ended are counted, and nothing else
  if (!isWorking(before.status)) expect(after.status).toBe(before.status);
  if (!isWorking(before.status) && next.kind !== "filled") expect(after).toBe(before);
  if (after.status !== before.status) expect(isLegal(before.status, after.status)).toBe(true);
  expect(after.filled.gte(before.filled) && after.filled.lte(before.amount)).toBe(true);
  if (after.status === "filled") expect(after.filled.eq(after.amount)).toBe(true);
  if (isWorking(after.status)) expect(after.filled.lt(after.amount)).toBe(true);
}

// Guards the order lifecycle: every story, however scrambled, moves only along legal steps.
describe("afterEvent", () => {
  it("takes only legal steps, keeps terminal states and lets filled only grow", () => {
    fc.assert(
      fc.property(life, (events) => {
        let order = fresh;
        for (const next of events) {
          const after = afterEvent(order, next);
          expectLegalStep(order, next, after);
          order = after;
        }
      }),
      { numRuns: 2000 },
    );
  });

  it("ends in the same state when every event is told twice", () => {
    fc.assert(
      fc.property(life, (events) => {
        const once = events.reduce(afterEvent, fresh);
        const twice = events.flatMap((h) => [h, h]).reduce(afterEvent, fresh);
        expect({ status: twice.status, filled: twice.filled.toFixed() }).toEqual({
          status: once.status,
          filled: once.filled.toFixed(),
        });
      }),
    );
  });

  it("ends in the same fill whatever the order in which the totals arrive", () => {
    const totals = fc.array(fc.integer({ min: 1, max: AMOUNT }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(totals, fc.infiniteStream(fc.nat()), (values, keys) => {
        const shuffled = values
          .map((value) => ({ value, key: keys.next().value as number }))
          .sort((a, b) => a.key - b.key);
        const run = (list: readonly number[]) =>
          list
            .map((total): OrderEvent => ({ kind: "filled", filledTotal: new Decimal(total) }))
            .reduce(afterEvent, afterEvent(fresh, { kind: "sent" }));
        const [a, b] = [run(values), run(shuffled.map(({ value }) => value))];
        // once filled, an order stays filled; before that the largest total holds
        expect(a.filled.eq(b.filled)).toBe(true);
        expect(a.status).toBe(b.status);
      }),
    );
  });

  it("never lets a sent order be dropped back to an intent, nor a terminal one live again", () => {
    for (const from of orderStatuses) {
      expect(isLegal(from, "intent")).toBe(false);
      if (!isWorking(from)) for (const to of orderStatuses) expect(isLegal(from, to)).toBe(false);
    }
  });

  it("treats a rejection after a fill as the end of the rest, not as no trade", () => {
    const partial = afterEvent(afterEvent(fresh, { kind: "sent" }), {
      kind: "filled",
      filledTotal: new Decimal(4),
    });
    const after = afterEvent(partial, { kind: "rejected" });
    expect(after.status).toBe("cancelled");
    expect(after.filled.toFixed()).toBe("4");
  });

  it("refuses more filled than ordered", () => {
    const sent = afterEvent(fresh, { kind: "sent" });
    expect(() => afterEvent(sent, { kind: "filled", filledTotal: new Decimal(11) })).toThrow("Invariant");
  });
});
