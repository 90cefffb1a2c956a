import { describe, expect, it } from "vitest";
import { wallMs } from "@/server/kernel/clock";
import { toDecimal, ZERO } from "@/server/kernel/money";
import { lookUpLagMs, mayEndUnbooked, missCounts, stepOfMiss } from "./judge-look-up";
import type { Order } from "./order";
import { DOUBT_MS } from "./order-end";

const SENT_AT = 1_000_000;
const DEADLINE = SENT_AT + 5_000;
const order = (change: Partial<Order>): Order =>
  ({
    venue: "binance",
    status: "unknown",
    venueOrderId: null,
    lookups: 0,
    amount: toDecimal("1"),
    filled: ZERO,
    cancelCode: null,
    deadline: wallMs(DEADLINE),
    wallAt: wallMs(SENT_AT),
    ...change,
  }) as Order;

describe("an exchange's not there", () => {
  it("counts only when its look-ups cannot lag behind any more; this system's own venue never lags", () => {
    expect(lookUpLagMs("binance")).toBe(30_000);
    expect(lookUpLagMs("paper:binance")).toBe(0);
    expect(missCounts(order({}), wallMs(DEADLINE + 30_000))).toBe(false);
    expect(missCounts(order({}), wallMs(DEADLINE + 30_001))).toBe(true);
    expect(missCounts(order({ venue: "paper:binance" }), wallMs(DEADLINE + 1))).toBe(true);
  });

  it("gives an order up at the second one, and not where another look-up counted meanwhile", () => {
    expect(stepOfMiss(order({}), 0)).toEqual({ count: "count", step: null });
    expect(stepOfMiss(order({ lookups: 1 }), 1).step?.event).toEqual({ kind: "expired" });
    expect(stepOfMiss(order({ lookups: 1 }), 0)).toEqual({ count: null, step: null });
  });

  it("is doubted of an order that the venue has acknowledged", () => {
    const known = order({ venueOrderId: "7", status: "ack" });
    expect(stepOfMiss(known, 0)).toEqual({ count: "doubt", step: null });
    const doubted = order({ venueOrderId: "7", status: "ack", lookups: 1 });
    expect(missCounts(doubted, wallMs(DEADLINE + DOUBT_MS))).toBe(false);
    expect(missCounts(doubted, wallMs(DEADLINE + DOUBT_MS + 501))).toBe(true);
  });
});

it("an order ends without a trade that cannot be booked only when the venue has ended it, and a while later", () => {
  const found = (status: "open" | "closed") =>
    ({
      status,
      trades: [],
      filled: ZERO,
      averagePrice: null,
      reason: "",
      venueOrderId: "7",
      clientOrderId: "c",
    }) as const;
  const late = wallMs(DEADLINE + DOUBT_MS + 1);
  expect(mayEndUnbooked(order({}), found("open"), late)).toBe(false);
  expect(mayEndUnbooked(order({}), found("closed"), wallMs(DEADLINE + DOUBT_MS))).toBe(false);
  expect(mayEndUnbooked(order({}), found("closed"), late)).toBe(true);
});
