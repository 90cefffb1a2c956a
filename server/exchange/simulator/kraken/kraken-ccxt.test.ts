import type { Exchange } from "ccxt";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Simulator, startSimulator } from "@/server/exchange/simulator/start-simulator";
import { ccxtOn } from "@/server/exchange/simulator/testing/ccxt-on";

let simulator: Simulator;
let exchange: Exchange;
const BTC = "BTC/USD";

beforeAll(async () => {
  simulator = await startSimulator({ exchange: "kraken", limits: 0 });
  const key = simulator.control.makeKey({ account: "one", balances: { USD: "100000", BTC: "1" } });
  simulator.control.setPrice(BTC, "80000");
  exchange = await ccxtOn("kraken", simulator.origin, key);
});

afterAll(async () => {
  await exchange?.close();
  await simulator?.close();
});

describe("what anybody may ask", () => {
  it("lists markets by the names of old with tick, lot, minima and fees", async () => {
    const markets = await exchange.loadMarkets();
    expect(markets[BTC]).toMatchObject({
      id: "XXBTZUSD",
      active: true,
      precision: { price: 0.1, amount: 1e-8 },
      limits: { amount: { min: 0.00005 }, cost: { min: 0.5 } },
      maker: 0.0025,
      taker: 0.004,
    });
    expect(markets["DOGE/USD"]?.id).toBe("XDGUSD");
  });

  it("tells ticker, book, trades, candles, status and time", async () => {
    expect(await exchange.fetchTicker(BTC)).toMatchObject({ last: 80_000, bid: 79_999.9, ask: 80_000.1 });
    expect((await exchange.fetchOrderBook("ETH/USD", 10)).asks).toHaveLength(10);
    expect((await exchange.fetchTrades("ETH/USD", undefined, 20)).length).toBe(20);
    const candles = await exchange.fetchOHLCV("ETH/USD", "1h", undefined, 720);
    expect(candles).toHaveLength(720);
    expect((await exchange.fetchStatus()).status).toBe("ok");
    expect(Math.abs(Number(await exchange.fetchTime()) - Date.now())).toBeLessThan(60_000);
  });
});

describe("an account", () => {
  it("buys at the market, is charged in quote, and finds order and trade again", async () => {
    const order = await exchange.createOrder(BTC, "market", "buy", 0.01, undefined, {
      clientOrderId: "buy-1",
    });
    expect(order).toMatchObject({ symbol: BTC, side: "buy", amount: 0.01 });
    const found = await exchange.fetchOrder(String(order.id), BTC);
    expect(found).toMatchObject({
      status: "closed",
      filled: 0.01,
      average: 80_000.1,
      clientOrderId: "buy-1",
    });
    const [trade] = await exchange.fetchMyTrades(BTC);
    expect(trade).toMatchObject({
      order: order.id,
      takerOrMaker: "taker",
      fee: { currency: "USD", cost: 3.200004 },
    });
    expect((await exchange.fetchBalance()).total).toMatchObject({ BTC: 1.01, USD: 99_196.798996 });
    const [closed] = await exchange.fetchClosedOrders(BTC, undefined, undefined, { clientOrderId: "buy-1" });
    expect(closed?.id).toBe(order.id);
  });

  it("buys by cost", async () => {
    const order = await exchange.createMarketBuyOrderWithCost(BTC, 1_000);
    const found = await exchange.fetchOrder(String(order.id), BTC);
    expect(found.status).toBe("closed");
    expect(found.cost).toBeLessThanOrEqual(1_000);
    expect(found.cost).toBeGreaterThan(990);
  });

  it("rests, holds, fills and cancels; an order that would take is ended where it may only make", async () => {
    const resting = await exchange.createOrder(BTC, "limit", "buy", 0.01, 70_000, { postOnly: true });
    const other = await exchange.createOrder(BTC, "limit", "sell", 0.01, 95_000);
    expect((await exchange.fetchBalance()).used).toMatchObject({ BTC: 0.01 });
    expect((await exchange.fetchOpenOrders(BTC)).map(({ id }) => id).sort()).toEqual(
      [resting.id, other.id].sort(),
    );
    simulator.control.setPrice(BTC, "69990");
    expect(await exchange.fetchOrder(String(resting.id), BTC)).toMatchObject({
      status: "closed",
      average: 70_000,
    });
    await exchange.cancelOrder(String(other.id), BTC);
    expect(await exchange.fetchOrder(String(other.id), BTC)).toMatchObject({ status: "canceled" });
    simulator.control.setPrice(BTC, "80000");
    const crossing = await exchange.createOrder(BTC, "limit", "buy", 0.01, 81_000, { postOnly: true });
    expect(await exchange.fetchOrder(String(crossing.id), BTC)).toMatchObject({
      status: "canceled",
      filled: 0,
    });
    expect((await exchange.fetchBalance()).used).toMatchObject({ BTC: 0, USD: 0 });
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
    ["InvalidOrder", "below the smallest amount", 0.00001, 80_000],
    ["InsufficientFunds", "without the money", 10, 80_000],
  ] as const)("refuses with %s %s", async (error, _words, amount, price) => {
    await expect(exchange.createOrder(BTC, "limit", "buy", amount, price)).rejects.toMatchObject({
      name: error,
    });
  });

  it("knows no order that was never there", async () => {
    await expect(exchange.cancelOrder("OAAAAA-AAAAA-AAAAAA", BTC)).rejects.toMatchObject({
      name: "OrderNotFound",
    });
  });
});

describe("keys", () => {
  it.each([
    ["an unknown key", { apiKey: "nobody" }, /Invalid key/],
    ["a wrong secret", { secret: "d3Jvbmc=" }, /Invalid signature/],
  ] as const)("refuses %s", async (_words, changed, expected) => {
    const key = simulator.control.makeKey({});
    const other = await ccxtOn("kraken", simulator.origin, { ...key, ...changed });
    await expect(other.fetchBalance()).rejects.toThrow(expected);
    await other.close();
  });

  it("refuses a nonce that does not grow", async () => {
    const key = simulator.control.makeKey({});
    const other = await ccxtOn("kraken", simulator.origin, key);
    other.nonce = () => 1_000;
    await other.fetchBalance();
    await expect(other.fetchBalance()).rejects.toMatchObject({ name: "InvalidNonce" });
    await other.close();
  });

  it("counts calls, and says when there were too many", async () => {
    simulator.control.setLimits(1);
    const counted = await ccxtOn("kraken", simulator.origin, simulator.control.makeKey({}));
    let nonce = Date.now();
    counted.nonce = () => ++nonce;
    const answers: string[] = [];
    for (let time = 0; time < 25; time++) answers.push(await counted.fetchBalance().then(() => "", String));
    await counted.close();
    simulator.control.setLimits(0);
    expect(answers.filter((answer) => answer.includes("Rate limit exceeded")).length).toBeGreaterThan(0);
  });
});

describe("over the websocket", () => {
  it("pushes ticker, trades and a book", async () => {
    const watched = Promise.all([
      exchange.watchTicker(BTC),
      exchange.watchTrades(BTC),
      exchange.watchOrderBook(BTC, 10),
    ]);
    const moving = setInterval(() => simulator.control.setPrice(BTC, String(80_100 + (Date.now() % 50))), 50);
    const [ticker, trades] = await watched;
    for (let time = 0; time < 5; time++) await exchange.watchOrderBook(BTC, 10);
    clearInterval(moving);
    expect(ticker.last).toBeGreaterThan(79_000);
    expect(trades.length).toBeGreaterThan(0);
    simulator.control.setPrice(BTC, "80000");
  });

  it("pushes orders and own trades", async () => {
    const orders = exchange.watchOrders(BTC);
    await new Promise((done) => setTimeout(done, 300));
    const trades = exchange.watchMyTrades(BTC);
    await new Promise((done) => setTimeout(done, 300));
    const made = await exchange.createOrder(BTC, "market", "buy", 0.01);
    expect((await orders).at(-1)).toMatchObject({ id: made.id });
    expect((await trades).at(-1)).toMatchObject({ order: made.id, fee: { currency: "USD" } });
  });
});
