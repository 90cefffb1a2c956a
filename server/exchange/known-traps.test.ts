// What the exchanges, and ccxt with them, are known to get wrong: each trap by name, at every exchange that has it, by
// the adapters against the simulators over HTTP.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ExchangeName, exchangeLabel, exchangeNames } from "@/server/kernel/exchange-names";
import { sumOf, toDecimal } from "@/server/kernel/money";
import { openMarketData } from "./open-exchange";
import { openTrapped, type Trapped } from "./testing/open-trapped";

const opened = new Map<ExchangeName, Trapped>();
beforeAll(async () => {
  for (const name of exchangeNames) opened.set(name, await openTrapped(name));
}, 60_000);
afterAll(async () => {
  await Promise.all([...opened.values()].map((one) => one.close()));
});

const at = (name: ExchangeName): Trapped => {
  const one = opened.get(name);
  if (!one) throw new Error(`${name} did not open`);
  one.control.clearFaults();
  return one;
};
const TIMED = ["binance", "kucoin", "valr"] as const;

describe.each(exchangeNames)("%s: no answer to an order is unknown, never a no", (name) => {
  it.each([
    ["timeout_after_accept", { name: "timeout_after_accept", value: "cut" }, true],
    ["error_after_accept", { name: "error_after_accept" }, true],
    ["malformed", { name: "malformed", on: "create" }, true],
    ["html", { name: "html", on: "create" }, true],
    ["dropped_before_arrival", { name: "dropped_before_arrival" }, false],
    ["error_before", { name: "error_before", on: "create" }, false],
  ] as const)("%s", async (_words, fault, arrived) => {
    const one = at(name);
    one.control.setFault({ ...fault, times: 1 });
    const before = one.orders();
    const order = one.limit("900");
    await expect(one.account.createOrder(order)).rejects.toThrow();
    const found = await one.account.findOrder(order.clientOrderId, order.symbol);
    expect(found?.status ?? null).toBe(arrived ? "open" : null);
    if (arrived)
      expect(await one.account.cancelOrder(order.clientOrderId, order.symbol)).toEqual({ kind: "cancelled" });
    expect(one.orders() - before).toBe(arrived ? 1 : 0);
  });
});

describe.each(exchangeNames)("%s: limits", (name) => {
  it("a 429 is a limit, and nothing is sent before its time is over", async () => {
    const one = at(name);
    await one.account.listBalances();
    one.control.setFault({ name: "rate_limit", ms: 2_000, times: 1 });
    await expect(one.account.listBalances()).rejects.toThrow(/asked us to wait|too many|limit|fewer calls/i);
    const before = one.requests();
    await expect(one.account.listBalances()).rejects.toThrow(/asked us to wait/);
    const answer = await one.account.createOrder(one.limit("900"));
    expect(answer).toMatchObject({ kind: "rejected", because: "later" });
    expect(one.requests()).toBe(before);
    await expect.poll(() => one.account.listBalances().catch(() => null), { timeout: 15_000 }).not.toBeNull();
  });
});

describe("Binance", () => {
  it("418 is a ban: its Retry-After is kept to the end", async () => {
    const one = at("binance");
    one.control.setFault({ name: "ban", ms: 3_000, times: 1 });
    const from = Date.now();
    await expect(one.account.listBalances()).rejects.toThrow();
    const before = one.requests();
    while (
      await one.account.listBalances().then(
        () => false,
        () => true,
      )
    )
      await new Promise((later) => setTimeout(later, 100));
    expect(Date.now() - from).toBeGreaterThanOrEqual(2_900);
    // the one that came through, and the time it asked for at most
    expect(one.requests() - before).toBeLessThanOrEqual(2);
  });

  it("a ban is of the address: no other connection of this process asks anything either", async () => {
    const one = at("binance");
    const data = await openMarketData("binance", { site: { kind: "simulator", origin: one.origin } });
    await data.markets();
    one.control.setFault({ name: "ban", ms: 2_000, times: 1 });
    await expect(one.account.listBalances()).rejects.toThrow();
    const before = one.requests();
    for (const ask of [() => data.clockOffset(), () => data.tickers([one.symbol]), () => data.status()])
      await expect(ask()).rejects.toMatchObject({ verdict: "limited", waitMs: expect.any(Number) });
    expect(one.requests()).toBe(before);
    await expect.poll(() => data.clockOffset().catch(() => null), { timeout: 15_000 }).not.toBeNull();
    await data.close();
  });

  it("an order that tells no fee is told with the fees of its trades, in the coin it was taken in", async () => {
    const one = at("binance");
    const order = one.market("buy", "0.29");
    await one.account.createOrder(order);
    const found = await one.closed(order);
    expect(found.trades.length).toBeGreaterThan(0);
    expect(sumOf(found.trades.map(({ fee }) => fee.amount)).gt(0)).toBe(true);
    expect(found.trades.every(({ fee }) => fee.asset === one.base)).toBe(true);
  });
});

describe.each(TIMED)("%s: a clock that is a minute off", (name) => {
  it("is measured, and questions go through; put right again, they still do", async () => {
    const one = at(name);
    for (const ms of [60_000, 0, -60_000, 0]) {
      one.control.clearFaults();
      if (ms !== 0) one.control.setFault({ name: "clock_off", ms });
      expect((await one.account.listBalances()).length).toBeGreaterThan(0);
    }
  });

  it("makes no order of one that was refused for it", async () => {
    const one = at(name);
    await one.account.listBalances();
    one.control.setFault({ name: "clock_off", ms: 60_000 });
    const order = one.limit("900");
    const before = one.orders();
    const answer = await one.account.createOrder(order).catch(() => null);
    const made = one.orders() - before;
    // refused, or measured first and placed: never unknown
    expect([answer?.kind, made]).toEqual(made === 1 ? ["accepted", 1] : ["rejected", 0]);
    await one.account.cancelOrder(order.clientOrderId, order.symbol).catch(() => undefined);
    // and put right again
    one.control.clearFaults();
    await one.account.listBalances();
  });
});

describe("Kraken", () => {
  it("counts the requests of one key over all its clients: none overtakes another", async () => {
    const one = at("kraken");
    const other = await one.again();
    try {
      const asks = Array.from({ length: 20 }, (_one, place) =>
        (place % 2 === 0 ? one.account : other).listBalances(),
      );
      expect((await Promise.allSettled(asks)).filter(({ status }) => status === "rejected")).toEqual([]);
    } finally {
      await other.close();
    }
  });

  it("a nonce that is refused is a no to an order, not a silence", async () => {
    const one = at("kraken");
    one.control.setFault({ name: "clock_off", on: "create", times: 1 });
    const [before, order] = [one.orders(), one.limit("900")];
    expect(await one.account.createOrder(order)).toMatchObject({ kind: "rejected", because: "later" });
    expect(one.orders()).toBe(before);
  });
});

describe("Luno", () => {
  it("(1) a stop is never sent as a market order, which would sell at once", async () => {
    const one = at("luno");
    const before = one.requests("/api/1/marketorder");
    const order = { ...one.market("sell", "0.1"), type: "stop" as const, triggerPrice: toDecimal("900") };
    await one.account.createOrder(order);
    const found = await one.account.findOrder(order.clientOrderId, order.symbol);
    expect([found?.status, found?.filled.toFixed()]).toEqual(["open", "0"]);
    expect(one.requests("/api/1/marketorder")).toBe(before);
    await one.account.cancelOrder(order.clientOrderId, order.symbol);
  });

  it("(2) a market buy is of its amount of coin, not of its value", async () => {
    const one = at("luno");
    const before = one.requests("/api/1/marketorder");
    const order = one.market("buy", "0.29");
    await one.account.createOrder(order);
    expect((await one.closed(order)).filled.toFixed()).toBe("0.29");
    expect(one.requests("/api/1/marketorder")).toBe(before);
  });

  it("(3) COMPLETE is what has ended: cancelled where less was traded than was asked", async () => {
    const one = at("luno");
    const order = one.limit("900");
    await one.account.createOrder(order);
    await one.account.cancelOrder(order.clientOrderId, order.symbol);
    expect((await one.account.findOrder(order.clientOrderId, order.symbol))?.status).toBe("canceled");
    one.control.setFault({ name: "partial", value: "0.1" });
    const partly = one.limit("950", { amount: toDecimal("5") });
    await one.account.createOrder(partly);
    one.control.setPrice(one.symbol, "940");
    await one.account.cancelOrder(partly.clientOrderId, partly.symbol);
    const ended = await one.account.findOrder(partly.clientOrderId, partly.symbol);
    expect([ended?.status, ended?.filled.gt(0), ended?.filled.lt(partly.amount)]).toEqual([
      "canceled",
      true,
      true,
    ]);
    one.control.setPrice(one.symbol, "1000");
  });

  it("(4) fees are read from fee_base and fee_counter", async () => {
    const one = at("luno");
    const fees = async (side: "buy" | "sell") => {
      const order = one.market(side, "0.1");
      await one.account.createOrder(order);
      return (await one.closed(order)).trades.map(({ fee }) => [fee.asset, fee.amount.gt(0)]);
    };
    expect(await fees("buy")).toEqual([[one.base, true]]);
    expect(await fees("sell")).toEqual([[one.quote, true]]);
  });

  it("(5) a cancel that answers no id is one, and again it has ended already", async () => {
    const one = at("luno");
    const order = one.limit("900");
    await one.account.createOrder(order);
    expect(await one.account.cancelOrder(order.clientOrderId, order.symbol)).toEqual({ kind: "cancelled" });
    expect(await one.account.cancelOrder(order.clientOrderId, order.symbol)).toEqual({
      kind: "already_ended",
    });
  });
});

describe.each(exchangeNames)("%s: what is read", (name) => {
  it("an instant fill is in no list of open orders, and is found with its trades all the same", async () => {
    const one = at(name);
    const order = one.market("buy", "0.1");
    await one.account.createOrder(order);
    const found = await one.closed(order);
    expect(
      (await one.account.listOpenOrders(null)).some((each) => each.clientOrderId === order.clientOrderId),
    ).toBe(false);
    expect(sumOf(found.trades.map(({ amount }) => amount)).toFixed()).toBe("0.1");
  });

  it("a fee in the coin leaves so much less to sell, and nothing more", async () => {
    const one = at(name);
    const held = async () =>
      (await one.account.listBalances()).find(({ asset }) => asset === one.base)?.total ?? toDecimal("0");
    const before = await held();
    const order = one.market("buy", "0.29");
    await one.account.createOrder(order);
    const { trades, filled } = await one.closed(order);
    const fees = sumOf(trades.filter(({ fee }) => fee.asset === one.base).map(({ fee }) => fee.amount));
    expect((await held()).minus(before).toFixed()).toBe(filled.minus(fees).toFixed());
  });

  it("amounts and prices are the digits they are: 0.29 is no 0.28999", async () => {
    const one = at(name);
    // two of them list it in whole rands
    const price = one.quote === "ZAR" ? "857" : "857.29";
    const order = one.limit(price, { amount: toDecimal("0.29") });
    await one.account.createOrder(order);
    const own = one.control.truth().orders.at(-1);
    expect([own?.amount?.toFixed(), own?.price?.toFixed()]).toEqual(["0.29", price]);
    await one.account.cancelOrder(order.clientOrderId, order.symbol);
  });

  it("all trades and open orders are told over the borders of pages, each once", {
    timeout: 60_000,
  }, async () => {
    const one = at(name);
    const since = Date.now() - 1_000;
    const known = (await one.account.listTrades([one.symbol], since as never)).length;
    const count = name === "binance" ? 1_030 : 130;
    for (let made = 0; made < count; made++) one.byHand(made % 2 === 0 ? "buy" : "sell", "0.01");
    const told = await one.account.listTrades([one.symbol], since as never);
    expect(new Set(told.map(({ venueTradeId }) => venueTradeId)).size).toBe(told.length);
    expect(told.length - known).toBe(one.tradesSince(since) - known);
    expect(one.tradesSince(since)).toBeGreaterThanOrEqual(count);
    const open = name === "luno" ? 1_030 : 130;
    const ids = Array.from({ length: open }, () => one.byHand("buy", "0.05", "500"));
    const listed = await one.account.listOpenOrders([one.symbol]);
    expect(listed.filter(({ venueOrderId }) => ids.includes(venueOrderId))).toHaveLength(open);
    for (const id of ids) one.control.cancel("one", id);
  });
});

describe("KuCoin", () => {
  it("tells in a header of its own when requests are taken again, and is asked from then on", async () => {
    const one = at("kucoin");
    one.control.setFault({ name: "rate_limit", ms: 1_000, times: 1 });
    await expect(one.account.listBalances()).rejects.toThrow(/wants fewer requests/);
    const before = one.requests();
    await expect(one.account.listBalances()).rejects.toThrow(/nothing is sent for another 1 s/);
    expect(one.requests()).toBe(before);
    await new Promise((done) => setTimeout(done, 1_050));
    await expect(one.account.listBalances()).resolves.toBeDefined();
  });

  it("a wrong passphrase is a sentence without the passphrase, and no order", async () => {
    const one = at("kucoin");
    const wrong = await one.again({ passphrase: "canary-passphrase" });
    try {
      const words = await wrong.listBalances().catch((error: Error) => error.message);
      expect(words).toMatch(new RegExp(`^${exchangeLabel("kucoin")} .*(keys|key)`));
      expect(words).not.toContain("canary");
      const [before, order] = [one.orders(), one.limit("900")];
      expect(await wrong.createOrder(order)).toMatchObject({ kind: "rejected", because: "account" });
      expect(one.orders()).toBe(before);
    } finally {
      await wrong.close();
    }
  });
});
