import type { Exchange } from "ccxt";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Simulator, startSimulator } from "@/server/exchange/simulator/start-simulator";
import { ccxtOn } from "@/server/exchange/simulator/testing/ccxt-on";

let simulator: Simulator;
let exchange: Exchange;
const BTC = "BTC/ZAR";

beforeAll(async () => {
  simulator = await startSimulator({ exchange: "luno", limits: 0 });
  const key = simulator.control.makeKey({ account: "one", balances: { ZAR: "2000000", BTC: "1" } });
  simulator.control.setPrice(BTC, "1400000");
  exchange = await ccxtOn("luno", simulator.origin, key);
  `${simulator.origin.replace("http", "ws")}/api/1`;
});

afterAll(async () => {
  await exchange?.close();
  await simulator?.close();
});

describe("what can be asked of prices", () => {
  it("tells markets, tickers, books and trades", async () => {
    const markets = await exchange.loadMarkets();
    expect(markets[BTC]).toMatchObject({
      id: "XBTZAR",
      active: true,
      precision: { price: 1, amount: 0.000001 },
    });
    expect(await exchange.fetchTicker(BTC)).toMatchObject({
      last: 1_400_000,
      bid: 1_399_999,
      ask: 1_400_001,
    });
    expect(Object.keys(await exchange.fetchTickers([BTC, "ETH/ZAR"]))).toHaveLength(2);
    expect((await exchange.fetchOrderBook("ETH/ZAR", 10)).bids.length).toBeGreaterThan(9);
    expect((await exchange.fetchTrades("ETH/ZAR")).length).toBe(100);
  });

  it("tells candles to whoever has keys", async () => {
    const since = Date.now() - 24 * 3_600_000;
    expect((await exchange.fetchOHLCV("ETH/ZAR", "1h", since, 30)).length).toBeGreaterThan(22);
    const stranger = await fetch(
      `${simulator.origin}/api/exchange/1/candles?pair=ETHZAR&duration=3600&since=${since}`,
    );
    expect(stranger.status).toBe(401);
  });
});

describe("an account", () => {
  it("buys for a cost, is charged in what it bought, and tells a complete order", async () => {
    const order = await exchange.createOrder(BTC, "market", "buy", 14_000, undefined, {
      client_order_id: "buy-1",
    });
    const found = await exchange.fetchOrder(String(order.id), BTC);
    expect(found.info).toMatchObject({ state: "COMPLETE", type: "BUY", fee_counter: "0.00000000" });
    expect(found.filled).toBe(0.009999);
    // the library's websocket class reads own trades as if they were anybody's: what was sent says more
    const [trade] = await exchange.fetchMyTrades(BTC);
    expect(trade?.info).toMatchObject({
      order_id: order.id,
      type: "BID",
      is_buy: true,
      fee_base: "0.00005999",
    });
    const total = (await exchange.fetchBalance()).total as unknown as Record<string, number>;
    expect(total.BTC).toBeCloseTo(1 + 0.009999 * 0.994, 8);
  });

  it("finds an order by the client's own id in the third version, and refuses the id for ever", async () => {
    const { client_order_id, ...found } = await (
      await signed("exchange/3/order?client_order_id=buy-1")
    ).json();
    expect([client_order_id, found.status, found.side]).toEqual(["buy-1", "COMPLETE", "BUY"]);
    await expect(
      exchange.createOrder(BTC, "market", "buy", 14_000, undefined, { client_order_id: "buy-1" }),
    ).rejects.toMatchObject({ name: "DuplicateOrderId" });
    expect((await signed("exchange/3/order?client_order_id=never")).status).toBe(404);
  });

  it("rests, fills, cancels: complete either way, told apart by what was filled", async () => {
    const resting = await exchange.createOrder(BTC, "limit", "buy", 0.01, 1_300_000, { post_only: true });
    const other = await exchange.createOrder(BTC, "limit", "sell", 0.01, 1_600_000);
    const open = (await exchange.fetchOpenOrders(BTC)).map(({ id }) => id).sort();
    expect(open).toEqual([resting.id, other.id].map(String).sort());
    simulator.control.setPrice(BTC, "1299000");
    await exchange.cancelOrder(String(other.id), BTC);
    const [full, none] = [
      await exchange.fetchOrder(String(resting.id)),
      await exchange.fetchOrder(String(other.id)),
    ];
    expect([full.info.state, none.info.state]).toEqual(["COMPLETE", "COMPLETE"]);
    expect([full.filled, none.filled]).toEqual([0.01, 0]);
    simulator.control.setPrice(BTC, "1400000");
  });

  it("waits with a stop below, and sells at its limit", async () => {
    const params = { stop_price: 1_350_000, stop_direction: "BELOW" };
    const stop = await exchange.createOrder(BTC, "limit", "sell", 0.01, 1_300_000, params);
    const waiting = await (await signed(`exchange/3/order?id=${stop.id}`)).json();
    expect(waiting).toMatchObject({ status: "AWAITING", type: "STOP_LIMIT", stop_direction: "BELOW" });
    simulator.control.setPrice(BTC, "1340000");
    expect((await exchange.fetchOrder(String(stop.id))).filled).toBe(0.01);
    simulator.control.setPrice(BTC, "1400000");
  });

  it.each([
    ["InvalidOrder", "below the smallest amount", 0.000001, 1_400_000],
    ["InsufficientFunds", "without the money", 100, 1_400_000],
  ] as const)("refuses with %s %s", async (error, _words, amount, price) => {
    await expect(exchange.createOrder(BTC, "limit", "buy", amount, price)).rejects.toMatchObject({
      name: error,
    });
  });
});

describe("keys", () => {
  it("refuses a wrong secret, and a key that may not trade", async () => {
    const key = simulator.control.makeKey({ rights: { trade: false } });
    const wrong = await ccxtOn("luno", simulator.origin, { ...key, secret: "wrong" });
    await expect(wrong.fetchBalance()).rejects.toMatchObject({ name: "AuthenticationError" });
    const reader = await ccxtOn("luno", simulator.origin, key);
    await reader.fetchBalance();
    await expect(reader.createOrder(BTC, "limit", "buy", 0.01, 1_400_000)).rejects.toMatchObject({
      name: "PermissionDenied",
    });
  });
});

describe("over the websocket", () => {
  it("pushes a book order by order, and trades", async () => {
    const book = await exchange.watchOrderBook(BTC);
    expect(book.bids[0]?.[0]).toBeLessThan(Number(book.asks[0]?.[0]));
    const next = exchange.watchTrades(BTC);
    await new Promise((done) => setTimeout(done, 200));
    simulator.control.setPrice(BTC, "1400100");
    expect((await next).length).toBeGreaterThan(0);
    const later = await exchange.watchOrderBook(BTC);
    expect(Number(later.nonce)).toBeGreaterThan(1_000);
  });
});

function signed(path: string): Promise<Response> {
  const code = Buffer.from(`${exchange.apiKey}:${exchange.secret}`).toString("base64");
  return fetch(`${simulator.origin}/api/${path}`, { headers: { authorization: `Basic ${code}` } });
}
