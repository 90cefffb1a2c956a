import { expect, it } from "vitest";
import { judgeKiller, type KillerFacts } from "./judge-killer";

const order = (over: object = {}) => ({
  clientOrderId: "a",
  exchange: "binance",
  status: "filled",
  filled: "1",
  booked: "1",
  rests: false,
  ...over,
});
const there = (over: object = {}) => ({ id: "v1", clientId: "a", status: "filled", filled: "1", ...over });
const trade = (over: object = {}) => ({ id: "t1", orderId: "v1", amount: "1", ...over });
const balance = (free: string, used = "0") => ({ owner: { USDT: { free, used } } });

const facts = (over: Partial<KillerFacts> = {}, truth: object = {}): KillerFacts => ({
  truths: [
    { exchange: "binance", orders: [there()], trades: [trade()], balances: balance("90", "10"), ...truth },
  ],
  orders: [order()],
  holdings: [{ exchange: "binance", asset: "USDT", held: "100" }],
  external: 0,
  breaches: [],
  ...over,
});

it("finds nothing where the exchange and the books say the same", () => {
  expect(judgeKiller(facts())).toEqual({
    intents: 1,
    venueOrders: 1,
    doubles: 0,
    lost: 0,
    ledgerDifference: "0",
    unresolved: 0,
    violations: [],
  });
});

it("finds an intent that is at the exchange twice, though both are booked", () => {
  const twice = {
    orders: [there(), there({ id: "v2" })],
    trades: [trade(), trade({ id: "t2", orderId: "v2" })],
  };
  const verdict = judgeKiller(facts({ orders: [order({ filled: "2", booked: "2" })] }, twice));
  expect(verdict).toMatchObject({ doubles: 1, lost: 0 });
});

it.each([
  ["a trade that is not booked", {}, { orders: [there()], trades: [trade(), trade({ id: "t2" })] }],
  ["an order that nobody meant", { orders: [] }, {}],
  ["an order that is open and called ended", {}, { orders: [there({ status: "open" })] }],
  ["a fill of an order that never was there", {}, { orders: [], trades: [] }],
  ["an order that says more than its fills", { orders: [order({ filled: "2" })] }, {}],
] as const)("finds as lost %s", (_what, ours, truth) => {
  expect(judgeKiller(facts(ours, truth))).toMatchObject({ doubles: 0, lost: 1 });
});

it("tells how much ledger and exchange differ, in either direction and in any asset", () => {
  expect(judgeKiller(facts({}, { balances: balance("90.00000001", "10") })).ledgerDifference).toBe(
    "0.00000001",
  );
  expect(judgeKiller(facts({ holdings: [] })).ledgerDifference).toBe("100");
  expect(judgeKiller(facts({}, { balances: {} })).ledgerDifference).toBe("100");
});

it("finds orders that have not ended, what was called somebody else's, and broken books", () => {
  expect(judgeKiller(facts({ orders: [order({ status: "unknown" })] }))).toMatchObject({ unresolved: 1 });
  expect(judgeKiller(facts({ external: 1, breaches: ["dust"] })).violations).toHaveLength(2);
});

it("a stop that rests at its exchange is not unresolved; any other that is at work is", () => {
  const stop = order({ clientOrderId: "s", status: "ack", filled: "0", booked: "0", rests: true });
  const resting = there({ id: "v2", clientId: "s", status: "open", filled: "0" });
  const both = { orders: [order(), stop] };
  expect(judgeKiller(facts(both, { orders: [there(), resting] }))).toMatchObject({ unresolved: 0, lost: 0 });
  const open = { ...stop, rests: false };
  expect(judgeKiller(facts({ orders: [order(), open] }, { orders: [there(), resting] })).unresolved).toBe(1);
});
