import { expect, it } from "vitest";
import type { AccountClient, ListedMarket } from "@/server/exchange/core/exchange-client";
import type { OrderRequest } from "@/server/exchange/core/exchange-port";
import { wallMs } from "@/server/kernel/clock";
import { toDecimal } from "@/server/kernel/money";
import { Fault } from "@/server/kernel/result";
import { createLiveVenue } from "./live-venue";

const account = { userId: "u", book: "live", venue: "binance" } as const;
const market: ListedMarket = {
  exchange: "binance",
  symbol: "BTC/USDT",
  base: "BTC",
  quote: "USDT",
  tickSize: toDecimal("0.01"),
  lotSize: toDecimal("0.001"),
  minAmount: toDecimal("0.001"),
  minNotional: toDecimal("5"),
  makerFee: toDecimal("0.001"),
  takerFee: toDecimal("0.001"),
  active: true,
};
const order = (changes: Partial<OrderRequest> = {}): OrderRequest => ({
  ...account,
  clientOrderId: "amk-1",
  symbol: "BTC/USDT",
  base: "BTC",
  quote: "USDT",
  side: "buy",
  type: "limit",
  amount: toDecimal("0.1"),
  limitPrice: toDecimal("100"),
  postOnly: false,
  stopPrice: null,
  deadline: wallMs(1_000),
  ...changes,
});

function open(listed: (isFresh: boolean) => ListedMarket | null = () => market) {
  const seen = { sent: [] as string[], opened: 0, closed: 0, wall: 0, asked: [] as boolean[] };
  const client: AccountClient = {
    createOrder: async ({ clientOrderId }) => {
      seen.sent.push(clientOrderId);
      return { kind: "accepted", venueOrderId: "1" };
    },
    findOrder: async () => null,
    cancelOrder: async () => ({ kind: "not_found" }),
    listOpenOrders: async () => [],
    listTrades: async () => [],
    listBalances: async () => [],
    fees: async () => [],
    keyRights: async () => ({ read: true, trade: true, withdraw: false, addresses: [], expiresAt: null }),
    close: async () => {
      seen.closed += 1;
    },
  };
  const venue = createLiveVenue({
    clocks: { wall: () => wallMs(seen.wall) },
    openAccount: async () => {
      seen.opened += 1;
      if (seen.opened === 1 && seen.wall === 7) throw new Fault("exchange", true, "no keys yet");
      return client;
    },
    marketOf: async (_venue, _symbol, isFresh) => {
      seen.asked.push(isFresh);
      return listed(isFresh);
    },
    lastPrice: () => toDecimal("100"),
  });
  return { venue, seen };
}

it("what the exchange's own rules forbid is rejected as such, and nothing is sent", async () => {
  const cases: readonly [Partial<OrderRequest>, string][] = [
    [{ amount: toDecimal("0.0005") }, "amount is not a multiple of 0.001"],
    [{ limitPrice: toDecimal("100.001") }, "price is not a multiple of 0.01"],
    [{ amount: toDecimal("0.001"), limitPrice: toDecimal("100") }, "value is below 5 USDT"],
    [{ type: "market", limitPrice: null, amount: toDecimal("0.001") }, "value is below 5 USDT"],
    [{ type: "stop", limitPrice: null }, "a stop order needs the price that releases it"],
    [
      { type: "stop", limitPrice: null, triggerPrice: toDecimal("90.001") },
      "price is not a multiple of 0.01",
    ],
    [{ type: "market", limitPrice: null, postOnly: true }, "post only goes with a limit order only"],
  ];
  for (const [changes, reason] of cases) {
    const { venue, seen } = open();
    expect(await venue.createOrder(order(changes))).toEqual({ kind: "rejected", reason, because: "rules" });
    expect(seen.sent).toEqual([]);
  }
  const unlisted = open(() => null);
  expect(await unlisted.venue.createOrder(order())).toMatchObject({ reason: "BTC/USDT is not listed" });
  const asleep = open(() => ({ ...market, active: false }));
  expect(await asleep.venue.createOrder(order())).toMatchObject({
    reason: "BTC/USDT takes no orders now",
    // a halt is over one day, and says nothing of the order
    because: "later",
  });
});

it("rules that refuse an order are read anew before they do", async () => {
  const { venue, seen } = open((isFresh) => ({ ...market, tickSize: toDecimal(isFresh ? "0.001" : "0.01") }));
  expect(await venue.createOrder(order({ limitPrice: toDecimal("100.001") }))).toMatchObject({
    kind: "accepted",
  });
  expect(seen.asked).toEqual([false, true]);
});

it("an order whose deadline has passed is never sent", async () => {
  const { venue, seen } = open();
  seen.wall = 1_001;
  expect(await venue.createOrder(order())).toMatchObject({ kind: "rejected", because: "later" });
  expect(seen.sent).toEqual([]);
  seen.wall = 1_000;
  expect(await venue.createOrder(order())).toMatchObject({ kind: "accepted" });
});

it("a client is kept open until its keys change, and one that did not open is tried again", async () => {
  const { venue, seen } = open();
  seen.wall = 7;
  await expect(venue.listBalances(account)).rejects.toThrow("no keys yet");
  await Promise.all([venue.listBalances(account), venue.listBalances(account)]);
  await venue.findOrder(account, "amk-1", "BTC/USDT");
  expect(seen.opened).toBe(2);
  await venue.forget(account);
  expect(seen.closed).toBe(1);
  await venue.listBalances(account);
  expect(seen.opened).toBe(3);
  await venue.close();
  expect(seen.closed).toBe(2);
});
