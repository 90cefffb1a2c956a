import { expect, it } from "vitest";
import type { OrderRequest } from "@/server/exchange/core/exchange-port";
import { venueRules } from "@/server/exchange/core/venue-rules";
import { marketMs, wallMs } from "@/server/kernel/clock";
import { toDecimal, ZERO } from "@/server/kernel/money";
import { rulesFor, toBook } from "../testing/open-venue";
import { acceptOrder, objectToPaperOrder, RELEASED_WORDS } from "./accept-order";
import type { MarketView, Terms } from "./paper-order";

const at = marketMs(1_000_000);
const model = { halfSpread: toDecimal("0.0002"), slippage: toDecimal("0.0003") };
const termsOf = (exchange: keyof typeof venueRules): Terms => ({
  rules: rulesFor(exchange),
  venue: venueRules[exchange],
  model,
});
const view: MarketView = {
  tick: { exchange: "kraken", symbol: "BTC/USDT", at, last: toDecimal("100"), bid: ZERO, ask: ZERO },
  book: toBook(at, { bids: [["99.99", "1"]], asks: [["100.01", "1"]] }),
  recent: null,
  windowMs: 60_000,
  ownTraded: ZERO,
  traded: null,
};
const order = (
  changes: Partial<Record<"amount" | "limitPrice" | "stopPrice", string>> = {},
): OrderRequest => ({
  userId: "u",
  book: "paper",
  venue: "paper:x",
  clientOrderId: "a",
  symbol: "BTC/USDT",
  base: "BTC",
  quote: "USDT",
  side: "buy",
  postOnly: false,
  type: changes.limitPrice ? "limit" : "market",
  amount: toDecimal(changes.amount ?? "1"),
  limitPrice: changes.limitPrice ? toDecimal(changes.limitPrice) : null,
  stopPrice: changes.stopPrice ? toDecimal(changes.stopPrice) : null,
  deadline: wallMs(1_000),
});

it.each([
  ["amount is not a multiple of 0.001", { amount: "1.0005" }],
  ["amount must be above zero", { amount: "0" }],
  ["value is below 5 USDT", { amount: "0.049" }],
  ["value is below 5 USDT", { amount: "0.06", limitPrice: "83" }],
  ["price is not a multiple of 0.01", { limitPrice: "99.995" }],
  ["a stop price goes with a market order only", { limitPrice: "99", stopPrice: "98" }],
] as const)("refuses with a sentence: %s", (words, changes) => {
  expect(objectToPaperOrder(order(changes), view, termsOf("kraken"))).toBe(words);
});

it("refuses a market order with a limit's manners, and a limit order without its limit", () => {
  const asked = (changes: Partial<OrderRequest>) =>
    objectToPaperOrder({ ...order(), ...changes }, view, termsOf("kraken"));
  expect(asked({ postOnly: true })).toBe("post only goes with a limit order only");
  expect(asked({ limitPrice: toDecimal("99") })).toBe("a market order has no limit price");
  expect(asked({ type: "limit" })).toBe("a limit order needs its limit price");
});

it("a stop waits beyond the price; one whose price is there already is refused, and so is one without", () => {
  const asked = (side: "buy" | "sell", trigger: string | null) =>
    objectToPaperOrder(
      { ...order(), side, type: "stop", triggerPrice: trigger ? toDecimal(trigger) : null },
      view,
      termsOf("kraken"),
    );
  expect([asked("sell", "99"), asked("buy", "101")]).toEqual([null, null]);
  expect([asked("sell", "100"), asked("buy", "99.5")]).toEqual([RELEASED_WORDS, RELEASED_WORDS]);
  expect(asked("sell", null)).toBe("a stop order needs the price that releases it");
  expect(asked("sell", "98.005")).toBe("price is not a multiple of 0.01");
});

it("a stop that buys holds what its own price may cost, one that sells its coins", () => {
  const held = (side: "buy" | "sell") => {
    const stop = { ...order(), side, type: "stop", triggerPrice: toDecimal("110") } as const;
    const facts = { free: toDecimal("1000"), last: toDecimal("100"), wallNow: wallMs(0) };
    const taken = acceptOrder(stop, facts, termsOf("binance"));
    return taken.kind === "accepted" && taken.held.toFixed();
  };
  expect([held("buy"), held("sell")]).toEqual(["111.1", "1"]);
});

it("takes a post-only order that would take in or not, as the exchange does; at its own side it may stand", () => {
  const crossing = { ...order({ limitPrice: "100.01" }), postOnly: true };
  const words = venueRules.binance.postOnlyWords;
  expect(objectToPaperOrder(crossing, view, termsOf("binance"))).toBe(words);
  expect(objectToPaperOrder(crossing, view, termsOf("valr"))).toBeNull();
  const passive = { ...order({ limitPrice: "100" }), postOnly: true };
  expect(objectToPaperOrder(passive, view, termsOf("binance"))).toBeNull();
});

it.each([
  // 100 with a margin of 1 %, and 0.2 % where the fee is taken in quote
  ["binance", {}, "101"],
  ["kraken", {}, "101.202"],
  ["luno", { limitPrice: "99" }, "99"],
  ["kucoin", { limitPrice: "99" }, "99.198"],
  // a maker buy pays its fee in quote there
  ["valr", { limitPrice: "99" }, "99.099"],
] as const)("on %s a buy %o needs %s free, and is refused for less", (exchange, changes, hold) => {
  const asked = (free: string) =>
    acceptOrder(
      order(changes),
      { free: toDecimal(free), last: toDecimal("100"), wallNow: wallMs(0) },
      termsOf(exchange),
    );
  const taken = asked(hold);
  expect(taken.kind === "accepted" && taken.held.toFixed()).toBe(hold);
  const short = asked(toDecimal(hold).minus("0.000000000000000001").toFixed());
  if (exchange !== "valr")
    return expect(short).toEqual({ kind: "rejected", reason: "not enough USDT", because: "account" });
  expect(short).toMatchObject({
    kind: "accepted",
    status: "canceled",
    changes: [],
    reason: "failed: not enough USDT",
  });
});

it("refuses what arrives after its deadline", () => {
  const facts = { free: toDecimal("1000"), last: toDecimal("100"), wallNow: wallMs(1_001) };
  expect(acceptOrder(order(), facts, termsOf("kraken"))).toEqual({
    kind: "rejected",
    reason: "arrived after its deadline",
    because: "later",
  });
});
