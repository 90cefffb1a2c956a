import { expect, it } from "vitest";
import type { VenueOrder, VenueTrade } from "@/server/exchange/core/exchange-port";
import { marketMs, type WallMs, wallMs } from "@/server/kernel/clock";
import { toDecimal, ZERO } from "@/server/kernel/money";
import { DOUBT_MS, readAnswer } from "./order-end";

const trade = (id: string, amount: string): VenueTrade => ({
  venueTradeId: id,
  price: toDecimal("100"),
  amount: toDecimal(amount),
  fee: { asset: "USDT", amount: ZERO },
  liquidity: "taker",
  at: marketMs(0),
});
const found = (
  status: VenueOrder["status"],
  filled: string,
  trades: readonly VenueTrade[] = [],
): VenueOrder => ({
  venueOrderId: "v",
  clientOrderId: "c",
  status,
  reason: "",
  filled: toDecimal(filled),
  averagePrice: null,
  trades,
});
const order = { amount: toDecimal("2"), deadline: wallMs(5_000), wallAt: wallMs(0), lookups: 0 };
const late = wallMs(60_000);
const read = (answer: VenueOrder, now: WallMs = late, lookups = 0) =>
  readAnswer(answer, { ...order, lookups }, now);

// Guards what a bot holds: an order that ends takes all it traded with it.
it("an order that was cancelled is over when its trades add up to the venue's own total, and not before", () => {
  expect(read(found("canceled", "0"))).toBe("over");
  expect(read(found("canceled", "1", [trade("a", "1")]))).toBe("over");
  expect(read(found("canceled", "1"))).toBe("doubtful");
  // told twice is traded once
  expect(read(found("canceled", "1", [trade("a", "0.5"), trade("a", "0.5")]))).toBe("doubtful");
});

it("a doubted one is believed after a while, counted from the first doubt", () => {
  const missing = found("canceled", "1");
  expect(read(missing, wallMs(5_000 + DOUBT_MS), 1)).toBe("works");
  expect(read(missing, wallMs(5_001 + DOUBT_MS), 1)).toBe("over");
});

it("one that the venue calls closed must have traded whole", () => {
  expect(read(found("closed", "2", [trade("a", "1"), trade("b", "1")]))).toBe("works");
  expect(read(found("closed", "2", [trade("a", "1")]))).toBe("doubtful");
  expect(read(found("open", "1", [trade("a", "1")]))).toBe("works");
});
