import type { Exchange } from "ccxt";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Simulator, startSimulator } from "@/server/exchange/simulator/start-simulator";
import { ccxtOn } from "@/server/exchange/simulator/testing/ccxt-on";

let simulator: Simulator;
let exchange: Exchange;
const BTC = "BTC/USDT";

beforeAll(async () => {
  simulator = await startSimulator({ exchange: "kucoin", limits: 0 });
  const key = simulator.control.makeKey({ account: "one", balances: { USDT: "100000", BTC: "1" } });
  simulator.control.setPrice(BTC, "80000");
  exchange = await ccxtOn("kucoin", simulator.origin, key);
});

afterAll(async () => {
  await exchange?.close();
  await simulator?.close();
});

describe("what anybody may ask", () => {
  it("tells markets, tickers, books, trades, candles, status and time", async () => {
    const markets = await exchange.loadMarkets();
    expect(markets[BTC]).toMatchObject({
      id: "BTC-USDT",
      active: true,
      precision: { price: 0.1, amount: 1e-8 },
    });
    expect(await exchange.fetchTicker(BTC)).toMatchObject({ last: 80_000, bid: 79_999.9, ask: 80_000.1 });
    expect(Object.keys(await exchange.fetchTickers([BTC, "ETH/USDT"]))).toHaveLength(2);
    expect((await exchange.fetchOrderBook("ETH/USDT", 20)).bids).toHaveLength(20);
    expect((await exchange.fetchTrades("ETH/USDT")).length).toBe(100);
    expect((await exchange.fetchOHLCV("ETH/USDT", "1h", undefined, 30)).length).toBeGreaterThan(28);
    expect((await exchange.fetchStatus()).status).toBe("ok");
    expect(Math.abs(Number(await exchange.fetchTime()) - Date.now())).toBeLessThan(60_000);
  });
});

describe("an account", () => {
  it("buys, is charged in quote, and finds order and fill again by its own id", async () => {
    const order = await exchange.createOrder(BTC, "market", "buy", 0.01, undefined, {
      clientOrderId: "buy-1",
    });
    const found = await exchange.fetchOrder("x", BTC, { clientOrderId: "buy-1" });
    expect(found).toMatchObject({ id: order.id, status: "closed", filled: 0.01, average: 80_000.1 });
    const [trade] = await exchange.fetchMyTrades(BTC);
    expect(trade).toMatchObject({
      order: order.id,
      takerOrMaker: "taker",
      fee: { currency: "USDT", cost: 0.800001 },
    });
    expect((await exchange.fetchBalance()).total).toMatchObject({ BTC: 1.01, USDT: 99_199.198999 });
  });

  it("buys by cost", async () => {
    const order = await exchange.createMarketBuyOrderWithCost(BTC, 1_000);
    const found = await exchange.fetchOrder(String(order.id), BTC);
    expect(found.status).toBe("closed");
    expect(found.cost).toBeLessThanOrEqual(1_000);
  });

  it("rests, holds, fills and cancels", async () => {
    const resting = await exchange.createOrder(BTC, "limit", "buy", 0.01, 70_000, { postOnly: true });
    const other = await exchange.createOrder(BTC, "limit", "sell", 0.01, 95_000);
    const open = (await exchange.fetchOpenOrders(BTC)).map(({ id }) => id).sort();
    expect(open).toEqual([resting.id, other.id].map(String).sort());
    simulator.control.setPrice(BTC, "69990");
    expect(await exchange.fetchOrder(String(resting.id), BTC)).toMatchObject({
      status: "closed",
      average: 70_000,
    });
    await exchange.cancelOrder(String(other.id), BTC);
    expect(await exchange.fetchOrder(String(other.id), BTC)).toMatchObject({ status: "canceled", filled: 0 });
    simulator.control.setPrice(BTC, "80000");
    expect((await exchange.fetchBalance()).used).toMatchObject({ BTC: 0, USDT: 0 });
  });

  it("keeps a stop apart until its price, and then sells", async () => {
    const stop = await exchange.createOrder(BTC, "market", "sell", 0.01, undefined, {
      stopLossPrice: 75_000,
      clientOrderId: "stop-1",
    });
    expect(await exchange.fetchOpenOrders(BTC)).toEqual([]);
    const waiting = await exchange.fetchOpenOrders(BTC, undefined, undefined, { stop: true });
    expect(waiting.map(({ id }) => id)).toEqual([stop.id]);
    simulator.control.setPrice(BTC, "74000");
    expect(await exchange.fetchOrder("x", BTC, { clientOrderId: "stop-1" })).toMatchObject({
      status: "closed",
    });
    simulator.control.setPrice(BTC, "80000");
  });

  it.each([
    ["InvalidOrder", "below the smallest amount", 0.000001, 80_000, {}],
    ["InsufficientFunds", "without the money", 10, 80_000, {}],
    ["BadRequest", "post only that would take", 0.01, 90_000, { postOnly: true }],
  ] as const)("refuses with %s %s", async (error, _words, amount, price, params) => {
    const asked = exchange.createOrder(BTC, "limit", "buy", amount, price, { ...params });
    await expect(asked).rejects.toMatchObject({ name: error });
  });
});

describe("keys", () => {
  it.each([
    ["an unknown key", { apiKey: "nobody" }, /400003/],
    ["a wrong secret", { secret: "wrong" }, /40000[45]/],
    ["a wrong passphrase", { passphrase: "wrong" }, /400004/],
  ] as const)("refuses %s", async (_words, changed, expected) => {
    const key = simulator.control.makeKey({});
    const other = await ccxtOn("kucoin", simulator.origin, { ...key, ...changed });
    await expect(other.fetchBalance()).rejects.toThrow(expected);
    await other.close();
  });

  it("refuses a clock that is off", async () => {
    simulator.control.setFault({ name: "clock_off", ms: 60_000 });
    await expect(exchange.fetchBalance()).rejects.toMatchObject({ name: "InvalidNonce" });
    simulator.control.clearFaults();
  });
});

describe("over the websocket", () => {
  it("pushes ticker, trades and a book in sequence", async () => {
    const watched = Promise.all([
      exchange.watchTicker(BTC),
      exchange.watchTrades(BTC),
      exchange.watchOrderBook(BTC),
    ]);
    const moving = setInterval(() => simulator.control.setPrice(BTC, String(80_100 + (Date.now() % 50))), 50);
    const [ticker, trades, book] = await watched;
    clearInterval(moving);
    expect(ticker.last).toBeGreaterThan(79_000);
    expect(trades.length).toBeGreaterThan(0);
    expect(book.bids[0]?.[0]).toBeLessThan(Number(book.asks[0]?.[0]));
    simulator.control.setPrice(BTC, "80000");
  });

  it("pushes orders, own trades and balances", async () => {
    const all = Promise.all([
      exchange.watchOrders(BTC),
      exchange.watchMyTrades(BTC),
      exchange.watchBalance(),
    ]);
    await new Promise((done) => setTimeout(done, 500));
    const made = await exchange.createOrder(BTC, "market", "buy", 0.01);
    const [orders, trades] = await all;
    expect(orders.at(-1)).toMatchObject({ id: made.id });
    expect(trades.at(-1)).toMatchObject({ order: made.id });
  });
});
