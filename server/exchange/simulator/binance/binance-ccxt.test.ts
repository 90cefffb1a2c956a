import type { Exchange } from "ccxt";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Simulator, startSimulator } from "@/server/exchange/simulator/start-simulator";
import { ccxtOn } from "@/server/exchange/simulator/testing/ccxt-on";

// Unmodified ccxt trades on the simulator: what it parses is what the exchange's own answers would have said.
let simulator: Simulator;
let exchange: Exchange;
const BTC = "BTC/USDT";

beforeAll(async () => {
  simulator = await startSimulator({ exchange: "binance", limits: 0 });
  const key = simulator.control.makeKey({ account: "one", balances: { USDT: "100000", BTC: "1", BNB: "5" } });
  simulator.control.setPrice(BTC, "80000");
  exchange = await ccxtOn("binance", simulator.origin, key);
});

afterAll(async () => {
  await exchange?.close();
  await simulator?.close();
});

describe("what anybody may ask", () => {
  it("lists markets with tick, lot and minima", async () => {
    const markets = await exchange.loadMarkets();
    expect(markets[BTC]).toMatchObject({
      active: true,
      precision: { price: 0.01, amount: 0.00001 },
      limits: { amount: { min: 0.00001 }, cost: { min: 5 } },
    });
  });

  it("tells ticker, book, trades, candles, status and time", async () => {
    expect(await exchange.fetchTicker(BTC)).toMatchObject({ last: 80_000, bid: 79_999.99, ask: 80_000.01 });
    expect(Object.keys(await exchange.fetchTickers([BTC, "ETH/USDT"]))).toHaveLength(2);
    const book = await exchange.fetchOrderBook("ETH/USDT", 10);
    expect(book.bids).toHaveLength(10);
    expect(book.bids[0]?.[0]).toBeLessThan(Number(book.asks[0]?.[0]));
    const trades = await exchange.fetchTrades("ETH/USDT", undefined, 20);
    expect(trades).toHaveLength(20);
    const candles = await exchange.fetchOHLCV("ETH/USDT", "1h", undefined, 30);
    expect(candles).toHaveLength(30);
    expect((await exchange.fetchStatus()).status).toBe("ok");
    expect(Math.abs(Number(await exchange.fetchTime()) - Date.now())).toBeLessThan(60_000);
  });
});

describe("an account", () => {
  it("buys at the market, is charged in what it bought, and finds order and trades again", async () => {
    const order = await exchange.createOrder(BTC, "market", "buy", 0.01, undefined, {
      clientOrderId: "buy-1",
    });
    expect(order).toMatchObject({ status: "closed", filled: 0.01, clientOrderId: "buy-1" });
    const found = await exchange.fetchOrder(undefined as unknown as string, BTC, { clientOrderId: "buy-1" });
    expect(found).toMatchObject({ id: order.id, status: "closed", filled: 0.01, average: 80_000.01 });
    const [trade] = await exchange.fetchMyTrades(BTC);
    expect(trade).toMatchObject({
      order: order.id,
      takerOrMaker: "taker",
      fee: { currency: "BTC", cost: 0.00001 },
    });
    const balance = await exchange.fetchBalance();
    expect(balance.total).toMatchObject({ BTC: 1.00999, USDT: 99_199.9999 });
  });

  it("buys by cost", async () => {
    const order = await exchange.createMarketBuyOrderWithCost(BTC, 1_000);
    expect(order).toMatchObject({ status: "closed", filled: 0.01249 });
    expect(order.cost).toBeLessThanOrEqual(1_000);
  });

  it("rests a limit order, holds its money, fills it as the price reaches it, and cancels another", async () => {
    const resting = await exchange.createOrder(BTC, "limit", "buy", 0.01, 70_000, { postOnly: true });
    const other = await exchange.createOrder(BTC, "limit", "sell", 0.01, 95_000);
    expect((await exchange.fetchBalance()).used).toMatchObject({ USDT: 700, BTC: 0.01 });
    expect((await exchange.fetchOpenOrders(BTC)).map(({ id }) => id)).toEqual([resting.id, other.id]);
    simulator.control.setPrice(BTC, "69990");
    expect(await exchange.fetchOrder(String(resting.id), BTC)).toMatchObject({
      status: "closed",
      average: 70_000,
    });
    await exchange.cancelOrder(String(other.id), BTC);
    expect(await exchange.fetchOrder(String(other.id), BTC)).toMatchObject({ status: "canceled", filled: 0 });
    expect((await exchange.fetchBalance()).used).toMatchObject({ USDT: 0, BTC: 0 });
    simulator.control.setPrice(BTC, "80000");
  });

  it("waits with a stop until its price, and then sells", async () => {
    const stop = await exchange.createOrder(BTC, "market", "sell", 0.01, undefined, {
      stopLossPrice: 75_000,
    });
    expect((await exchange.fetchOpenOrders(BTC)).map(({ id }) => id)).toContain(stop.id);
    simulator.control.setPrice(BTC, "74000");
    expect(await exchange.fetchOrder(String(stop.id), BTC)).toMatchObject({ status: "closed", filled: 0.01 });
    simulator.control.setPrice(BTC, "80000");
  });

  it.each([
    ["BadRequest", "below the smallest value", "limit", 0.00005, 80_000, {}],
    ["InsufficientFunds", "without the money", "limit", 10, 80_000, {}],
    ["OrderImmediatelyFillable", "post only that would take", "limit", 0.01, 90_000, { postOnly: true }],
  ] as const)("refuses with %s %s", async (error, _words, type, amount, price, params) => {
    await expect(exchange.createOrder(BTC, type, "buy", amount, price, { ...params })).rejects.toMatchObject({
      name: error,
    });
  });

  it("refuses a client id among open orders, and takes it again when that one has ended", async () => {
    const first = await exchange.createOrder(BTC, "limit", "buy", 0.01, 60_000, { clientOrderId: "same" });
    await expect(
      exchange.createOrder(BTC, "limit", "buy", 0.01, 60_000, { clientOrderId: "same" }),
    ).rejects.toThrow(/Duplicate order sent/);
    await exchange.cancelOrder(String(first.id), BTC);
    const second = await exchange.createOrder(BTC, "limit", "buy", 0.01, 60_000, { clientOrderId: "same" });
    await exchange.cancelOrder(String(second.id), BTC);
    expect(second.id).not.toBe(first.id);
  });
});

describe("keys", () => {
  it("tells what a key may do", async () => {
    const raw = await (
      exchange as never as { sapiGetAccountApiRestrictions: () => Promise<unknown> }
    ).sapiGetAccountApiRestrictions();
    expect(raw).toMatchObject({
      enableReading: true,
      enableSpotAndMarginTrading: true,
      enableWithdrawals: false,
    });
  });

  it.each([
    ["an unknown key", { apiKey: "nobody" }, /-2015/],
    ["a wrong secret", { secret: "wrong" }, /-1022/],
  ] as const)("refuses %s", async (_words, changed, expected) => {
    const key = simulator.control.makeKey({});
    const other = await ccxtOn("binance", simulator.origin, { ...key, ...changed });
    await expect(other.fetchBalance()).rejects.toThrow(expected);
    await other.close();
  });

  it("refuses a clock that is off", async () => {
    simulator.control.setFault({ name: "clock_off", ms: 60_000 });
    await expect(exchange.fetchBalance()).rejects.toMatchObject({ name: "InvalidNonce" });
    simulator.control.clearFaults();
  });

  it("refuses a key that may not trade", async () => {
    const key = simulator.control.makeKey({ rights: { trade: false }, balances: { USDT: "100" } });
    const reader = await ccxtOn("binance", simulator.origin, key);
    expect((await reader.fetchBalance()).total).toMatchObject({ USDT: 100 });
    await expect(reader.createOrder(BTC, "limit", "buy", 0.001, 70_000)).rejects.toThrow(/-2015/);
    await reader.close();
  });
});

describe("over the websocket", () => {
  it("pushes ticker, trades and a book in sequence", async () => {
    simulator.control.setPrice(BTC, "80000");
    const watched = Promise.all([
      exchange.watchTicker(BTC),
      exchange.watchTrades(BTC),
      exchange.watchOrderBook(BTC),
    ]);
    const moving = setInterval(() => simulator.control.setPrice(BTC, String(80_100 + (Date.now() % 50))), 50);
    const [ticker, trades, book] = await watched;
    clearInterval(moving);
    expect(ticker.last).toBeGreaterThan(80_000);
    expect(trades.length).toBeGreaterThan(0);
    expect(book.bids[0]?.[0]).toBeLessThan(Number(book.asks[0]?.[0]));
    simulator.control.setPrice(BTC, "80000");
  });

  it("pushes orders, own trades and balances", async () => {
    const orders = exchange.watchOrders(BTC);
    const trades = exchange.watchMyTrades(BTC);
    const balance = exchange.watchBalance();
    const client =
      exchange.clients[Object.keys(exchange.clients).find((url) => url.includes("ws-api")) ?? ""];
    await client?.connected;
    await new Promise((done) => setTimeout(done, 500));
    const made = await exchange.createOrder(BTC, "market", "buy", 0.01);
    expect((await orders).at(-1)).toMatchObject({ id: made.id });
    expect((await trades).at(-1)).toMatchObject({ order: made.id, fee: { currency: "BTC" } });
    expect((await balance).total).toHaveProperty("BTC");
  });
});
