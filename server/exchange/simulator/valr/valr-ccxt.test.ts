import { createHmac } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Simulator, startSimulator } from "@/server/exchange/simulator/start-simulator";
import { Valr } from "@/server/exchange/valr/valr";

const SHAPES = path.join("..", "shared", "facts", "exchanges", "valr", "valr-shapes.json");
const BTC = "BTC/ZAR";
let simulator: Simulator;
let exchange: Valr;

async function valrOn(
  origin: string,
  key: { readonly apiKey: string; readonly secret: string },
): Promise<Valr> {
  const valr = new Valr({ apiKey: key.apiKey, secret: key.secret, enableRateLimit: false });
  Object.assign(valr.urls.api as object, {
    public: origin,
    private: origin,
    ws: origin.replace("http", "ws"),
  });
  await valr.loadHttpProxyAgent();
  return valr;
}

beforeAll(async () => {
  simulator = await startSimulator({ exchange: "valr", limits: 0 });
  const key = simulator.control.makeKey({ account: "one", balances: { ZAR: "2000000", BTC: "1" } });
  simulator.control.setPrice(BTC, "1400000");
  exchange = await valrOn(simulator.origin, key);
});

afterAll(async () => {
  await exchange?.close();
  await simulator?.close();
});

describe("what anybody may ask", () => {
  it("tells markets, prices, books, trades, candles, status and time", async () => {
    const markets = await exchange.loadMarkets();
    expect(markets[BTC]).toMatchObject({ id: "BTCZAR", active: true, precision: { price: 1, amount: 1e-8 } });
    expect(await exchange.fetchTicker(BTC)).toMatchObject({
      last: 1_400_000,
      bid: 1_399_999,
      ask: 1_400_001,
    });
    expect((await exchange.fetchOrderBook("ETH/ZAR", 10)).bids).toHaveLength(10);
    const trades = await exchange.fetchTrades("ETH/ZAR", undefined, 250);
    expect(trades).toHaveLength(250);
    expect(new Set(trades.map(({ id }) => id)).size).toBe(250);
    expect(await exchange.fetchOHLCV("ETH/ZAR", "1h", undefined, 30)).toHaveLength(30);
    expect((await exchange.fetchStatus()).status).toBe("ok");
    expect(Math.abs(Number(await exchange.fetchTime()) - Date.now())).toBeLessThan(60_000);
  });
});

describe("an account", () => {
  it("buys: 202 first, the order by its client id after, the taker's fee in what was bought", async () => {
    const order = await exchange.createOrder(BTC, "market", "buy", 0.01, undefined, {
      clientOrderId: "buy-1",
    });
    expect(order.status).toBeUndefined();
    const found = await exchange.fetchOrder("", BTC, { clientOrderId: "buy-1" });
    expect(found).toMatchObject({ id: order.id, status: "closed", filled: 0.01, average: 1_400_001 });
    const [trade] = await exchange.fetchMyTrades(BTC);
    expect(trade).toMatchObject({
      order: order.id,
      takerOrMaker: "taker",
      fee: { currency: "BTC", cost: 0.000035 },
    });
    expect((await exchange.fetchBalance()).total).toMatchObject({ BTC: 1.009965, ZAR: 1_985_999.99 });
  });

  it("rests and fills as a maker whose fee is in what it gave, cancels, and waits with a stop", async () => {
    const resting = await exchange.createOrder(BTC, "limit", "buy", 0.01, 1_300_000, { postOnly: true });
    expect((await exchange.fetchOpenOrders(BTC)).map(({ id }) => id)).toEqual([resting.id]);
    simulator.control.setPrice(BTC, "1299000");
    expect(await exchange.fetchOrder(String(resting.id), BTC)).toMatchObject({ status: "closed" });
    const made = (await exchange.fetchMyTrades(BTC)).find(({ order }) => order === resting.id);
    expect(made).toMatchObject({ takerOrMaker: "maker", fee: { currency: "ZAR", cost: 23.4 } });
    simulator.control.setPrice(BTC, "1400000");
    const stop = await exchange.createOrder(BTC, "limit", "sell", 0.01, 1_200_000, {
      stopLossPrice: 1_350_000,
    });
    const other = await exchange.createOrder(BTC, "limit", "sell", 0.01, 1_600_000);
    await exchange.cancelOrder(String(other.id), BTC);
    expect(await exchange.fetchOrder(String(other.id), BTC)).toMatchObject({ status: "canceled", filled: 0 });
    simulator.control.setPrice(BTC, "1340000");
    expect(await exchange.fetchOrder(String(stop.id), BTC)).toMatchObject({ status: "closed", filled: 0.01 });
    simulator.control.setPrice(BTC, "1400000");
    expect((await exchange.fetchBalance()).used).toMatchObject({ BTC: 0, ZAR: 0 });
  });

  it("takes in what it cannot fill, and fails it afterwards", async () => {
    const poor = await exchange.createOrder(BTC, "limit", "buy", 100, 1_400_000, { clientOrderId: "poor" });
    expect(poor.id).toBeDefined();
    const told = await exchange.fetchOrder("", BTC, { clientOrderId: "poor" });
    expect(told).toMatchObject({ status: "canceled", info: { failedReason: "Insufficient Balance" } });
    const crossing = await exchange.createOrder(BTC, "limit", "buy", 0.01, 1_500_000, { postOnly: true });
    expect(await exchange.fetchOrder(String(crossing.id), BTC)).toMatchObject({
      status: "canceled",
      filled: 0,
    });
  });

  it("refuses at once what is below its minimum", async () => {
    await expect(exchange.createOrder(BTC, "limit", "buy", 0.000001, 1_400_000)).rejects.toThrow(
      /Minimum order size/,
    );
  });

  it("knows no order that was never there, and what its key may do", async () => {
    await expect(exchange.fetchOrder("", BTC, { clientOrderId: "never" })).rejects.toMatchObject({
      name: "OrderNotFound",
    });
    expect(await exchange.fetchApiKey()).toMatchObject({ permissions: ["View access", "Trade"] });
    expect(await exchange.fetchTradingFees()).toMatchObject({ [BTC]: { maker: 0.0018, taker: 0.0035 } });
  });
});

describe("keys", () => {
  it("refuses an unknown key, a wrong secret and a clock that is off", async () => {
    const key = simulator.control.makeKey({});
    for (const changed of [
      { apiKey: "nobody", secret: key.secret },
      { apiKey: key.apiKey, secret: "wrong" },
    ]) {
      const other = await valrOn(simulator.origin, changed);
      await expect(other.fetchBalance()).rejects.toMatchObject({ name: "AuthenticationError" });
    }
    simulator.control.setFault({ name: "clock_off", ms: 90_000 });
    await expect(exchange.fetchBalance()).rejects.toMatchObject({ name: "InvalidNonce" });
    simulator.control.clearFaults();
  });

  it.skipIf(!existsSync(SHAPES))("signs as the exchange's own example does", () => {
    const [vector] = JSON.parse(readFileSync(SHAPES, "utf8")).signatureVectors;
    const { secret, timestamp, verb, path: called, body, signature } = vector;
    expect(createHmac("sha512", secret).update(`${timestamp}${verb}${called}${body}`).digest("hex")).toBe(
      signature,
    );
  });
});

describe("over the websocket", () => {
  it("pushes prices, trades and books", async () => {
    const watched = Promise.all([
      exchange.watchTicker(BTC),
      exchange.watchTrades(BTC),
      exchange.watchOrderBook(BTC),
    ]);
    const moving = setInterval(
      () => simulator.control.setPrice(BTC, String(1_400_100 + (Date.now() % 50))),
      50,
    );
    const [ticker, trades, book] = await watched;
    clearInterval(moving);
    expect(ticker.last).toBeGreaterThan(1_399_000);
    expect(trades.length).toBeGreaterThan(0);
    expect(book.bids[0]?.[0]).toBeLessThan(Number(book.asks[0]?.[0]));
    simulator.control.setPrice(BTC, "1400000");
  });

  it("pushes orders, own trades and balances", async () => {
    const all = Promise.all([
      exchange.watchOrders(BTC),
      exchange.watchMyTrades(BTC),
      exchange.watchBalance(),
    ]);
    await new Promise((done) => setTimeout(done, 300));
    const made = await exchange.createOrder(BTC, "market", "buy", 0.01);
    const [orders, trades] = await all;
    expect(orders.at(-1)?.id).toBe(made.id);
    expect(trades.at(-1)).toMatchObject({ order: made.id, fee: { currency: "BTC" } });
  });
});
