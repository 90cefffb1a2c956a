import { expect, it } from "vitest";
import type { AccountTrade } from "@/server/exchange/core/exchange-port";
import { marketMs } from "@/server/kernel/clock";
import { ONE, toDecimal } from "@/server/kernel/money";
import { compareBalances, foreignOrders, foreignTrades } from "./compare-account";

it("theirs less ours, for every asset that either of both knows", () => {
  const ours = new Map([
    ["BTC", toDecimal("2")],
    ["ETH", toDecimal("1")],
  ]);
  const theirs = [
    { asset: "BTC", total: toDecimal("1.5") },
    { asset: "BTC", total: toDecimal("0.25") },
    { asset: "KCS", total: toDecimal("3") },
  ];
  const lines = compareBalances(ours, theirs).map((line) => `${line.asset} ${line.difference.toFixed()}`);
  expect(lines).toEqual(["BTC -0.25", "ETH -1", "KCS 3"]);
});

it("an open order without an id of ours is foreign", () => {
  const open = ["ours", "", "theirs"].map((clientOrderId) => ({
    clientOrderId,
    venueOrderId: clientOrderId,
    filled: ONE,
    averagePrice: null,
    symbol: "BTC/USDT",
  }));
  expect(foreignOrders(open, new Set(["ours"])).map(({ clientOrderId }) => clientOrderId)).toEqual([
    "",
    "theirs",
  ]);
});

const trade = (venueOrderId: string, symbol = "BTC/USDT"): AccountTrade => ({
  venueTradeId: `t${venueOrderId}`,
  venueOrderId,
  symbol,
  price: ONE,
  amount: ONE,
  fee: { asset: "USDT", amount: ONE },
  liquidity: "taker",
  at: marketMs(0),
});

it("a trade is foreign when no order of ours made it, and nothing of ours is unanswered in its market", () => {
  const trades = [trade("1"), trade("2"), trade("3", "ETH/USDT")];
  const known = { symbol: "BTC/USDT", status: "filled", venueOrderId: "1", type: "market" } as const;
  const foreign = (ours: Parameters<typeof foreignTrades>[1], now = 0) =>
    foreignTrades(trades, ours, marketMs(now)).map(({ venueOrderId }) => venueOrderId);
  expect(foreign([known])).toEqual(["2", "3"]);
  for (const status of ["sent", "unknown", "expired"] as const)
    expect(foreign([known, { ...known, status, venueOrderId: null }])).toEqual(["3"]);
  expect(foreign([known, { ...known, status: "intent", venueOrderId: null }])).toEqual(["2", "3"]);
  // a stop that rests there may have been released under a new id a moment ago
  const stop = { ...known, type: "stop", status: "ack", venueOrderId: "9" } as const;
  expect(foreign([known, stop], 59_000)).toEqual(["3"]);
  expect(foreign([known, stop], 60_000)).toEqual(["2", "3"]);
  expect(foreign([known, { ...stop, status: "cancelled" }], 59_000)).toEqual(["2", "3"]);
});
