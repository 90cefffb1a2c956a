import { createHmac } from "node:crypto";
import * as ccxt from "ccxt";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { hasFacts, listedPairs, openValrWithAnswers, PAIR, shapes } from "./testing/valr-with-answers";
import type { Valr } from "./valr";

type Opened = Awaited<ReturnType<typeof openValrWithAnswers>>;
let opened: Opened;
let valr: Opened["valr"];
let server: Opened["server"];
let answers: Opened["answers"];

beforeEach(async () => {
  opened = await openValrWithAnswers();
  ({ valr, server, answers } = opened);
});

afterEach(() => opened.close());

const last = () => opened.last();

describe("the signature of VALR", () => {
  it.skipIf(!hasFacts)("is the one of every documented vector", () => {
    for (const vector of shapes.signatureVectors) {
      valr.secret = vector.secret;
      expect(valr.signature(String(vector.timestamp), vector.verb, vector.path, vector.body)).toBe(
        vector.signature,
      );
    }
  });

  it("is the documented one of balances", () => {
    valr.secret = "4961b74efac86b25cce8fbe4c9811c4c7a787b7a5996660afcc2e287ad864363";
    const told = valr.signature("1558014486185", "GET", "/v1/account/balances");
    expect(told.startsWith("9d52c181ed69460b")).toBe(true);
    expect(told.endsWith("289928")).toBe(true);
  });

  it("covers path, query, body and sub-account of what is really sent", async () => {
    valr.options.subAccountId = "77";
    answers["GET /v1/account/BTCZAR/tradehistory"] = () => ({ body: [] });
    answers["POST /v1/orders/limit"] = () => ({ status: 202, body: { id: "one" } });
    answers["DELETE /v1/orders/order"] = () => ({ status: 202, body: {} });
    await valr.fetchMyTrades("BTC/ZAR");
    await valr.createOrder("BTC/ZAR", "limit", "buy", 0.001, 900000, {
      clientOrderId: "a-1",
      postOnly: true,
    });
    await valr.cancelOrder("one", "BTC/ZAR");
    for (const { method, path, headers, body } of server.asked.filter(
      (each) => each.headers["x-valr-api-key"],
    )) {
      const told = `${headers["x-valr-timestamp"]}${method}${path}${body}77`;
      expect(headers["x-valr-signature"]).toBe(createHmac("sha512", "the-secret").update(told).digest("hex"));
      expect(headers["x-valr-sub-account-id"]).toBe("77");
    }
    expect(server.asked.filter((each) => each.headers["x-valr-api-key"])).toHaveLength(3);
    expect(
      server.asked.find((each) => each.path === "/v1/public/pairs")?.headers["x-valr-api-key"],
    ).toBeUndefined();
  });
});

describe("what VALR lists", () => {
  it.skipIf(!hasFacts)(
    "goes round by symbol and id, all 370 pairs, each with the tick VALR names",
    async () => {
      const spot = listedPairs();
      answers["GET /v1/public/pairs"] = () => ({
        body: spot.map(({ symbol, base, quote, tickSize, minTradeSize, status }) => ({
          ...PAIR,
          symbol,
          baseCurrency: base,
          quoteCurrency: quote,
          shortName: `${base}/${quote}`,
          tickSize,
          minBaseAmount: minTradeSize,
          active: status === "ACTIVE",
        })),
      });
      await valr.loadMarkets();
      expect(spot).toHaveLength(370);
      expect(valr.symbols).toHaveLength(370);
      for (const pair of spot) {
        const market = valr.safeMarket(pair.symbol);
        expect(valr.market(market.symbol as string).id).toBe(pair.symbol);
        expect(valr.numberToString(market.precision?.price)).toBe(valr.numberToString(Number(pair.tickSize)));
        expect(market.active).toBe(pair.status === "ACTIVE");
      }
    },
  );

  it.skipIf(!hasFacts)("reads the documented pairs and leaves contracts out", async () => {
    answers["GET /v1/public/pairs"] = () => ({ body: shapes["GET /v1/public/pairs"] });
    answers["GET /v1/public/currencies"] = () => ({ body: shapes["GET /v1/public/currencies"] });
    await valr.loadMarkets();
    expect(valr.symbols).toEqual(["BTC/ZAR"]);
    expect(valr.market("BTC/ZAR")).toMatchObject({
      precision: { amount: 1e-8, price: 1 },
      limits: { amount: { min: 0.00001, max: 9 }, cost: { min: 10, max: 5000000 } },
    });
    expect(Object.keys(valr.currencies)).toContain("ZAR");
  });

  it.skipIf(!hasFacts)("reads the documented summary", async () => {
    const summary = shapes["GET /v1/public/{pair}/marketsummary"];
    answers["GET /v1/public/BTCZAR/marketsummary"] = () => ({ body: summary });
    answers["GET /v1/public/marketsummary"] = () => ({
      body: [summary, { ...summary, currencyPair: "XUSDTPERP" }],
    });
    expect(await valr.fetchTicker("BTC/ZAR")).toMatchObject({
      symbol: "BTC/ZAR",
      bid: 400000,
      ask: 520000,
      last: 400000,
    });
    expect(Object.keys(await valr.fetchTickers())).toEqual(["BTC/ZAR"]);
  });

  it("reads candles of the mark price and invents no volume", async () => {
    const bucket = {
      currencyPairSymbol: "BTCZAR",
      bucketPeriodInSeconds: 60,
      open: "1",
      high: "3",
      low: "1",
      close: "2",
    };
    answers["GET /v1/public/BTCZAR/markprice/buckets"] = () => ({
      body: [
        { ...bucket, startTime: "2026-01-01T00:01:00Z" },
        { ...bucket, startTime: "2026-01-01T00:00:00Z" },
      ],
    });
    const since = Date.UTC(2026, 0, 1);
    const candles = await valr.fetchOHLCV("BTC/ZAR", "1m", since, 2);
    expect(candles).toEqual([
      [since, 1, 3, 1, 2, undefined],
      [since + 60_000, 1, 3, 1, 2, undefined],
    ]);
    expect(last().path).toContain("periodSeconds=60");
  });

  it("tells its state and its time", async () => {
    answers["GET /v1/public/status"] = () => ({ body: { status: "read-only" } });
    answers["GET /v1/public/time"] = () => ({
      body: { epochTime: 1555513811, time: "2019-04-17T15:10:11.250Z" },
    });
    expect((await valr.fetchStatus()).status).toBe("read-only");
    expect(await valr.fetchTime()).toBe(Date.UTC(2019, 3, 17, 15, 10, 11, 250));
  });
});

describe("orders at VALR", () => {
  const sent = async (...order: Parameters<Valr["createOrder"]>) => {
    for (const path of ["market", "limit", "stop/limit"])
      answers[`POST /v1/orders/${path}`] = () => ({ status: 202, body: { id: "new-order" } });
    const answer = await valr.createOrder(...order);
    return { answer, path: last().path, body: JSON.parse(last().body) };
  };

  it("are sent as the documentation says, each kind", async () => {
    const market = await sent("BTC/ZAR", "market", "sell", 0.123456789, undefined, { clientOrderId: "m-1" });
    expect(market.path).toBe("/v1/orders/market");
    expect(market.body).toEqual({
      side: "SELL",
      pair: "BTCZAR",
      customerOrderId: "m-1",
      baseAmount: "0.12345678",
    });
    const byQuote = await sent("BTC/ZAR", "market", "buy", 0, undefined, { cost: "150" });
    expect(byQuote.body).toEqual({ side: "BUY", pair: "BTCZAR", quoteAmount: "150" });
    const limit = await sent("BTC/ZAR", "limit", "buy", 0.5, 900000, { postOnly: true });
    expect(limit.body).toEqual({
      side: "BUY",
      pair: "BTCZAR",
      quantity: "0.5",
      price: "900000",
      timeInForce: "GTC",
      postOnly: true,
    });
    const stop = await sent("BTC/ZAR", "limit", "sell", 0.5, 890000, { stopLossPrice: 895000 });
    expect(stop.path).toBe("/v1/orders/stop/limit");
    expect(stop.body).toMatchObject({ stopPrice: "895000", price: "890000", type: "STOP_LOSS_LIMIT" });
  });

  it("are pending after a 202, never open", async () => {
    const { answer } = await sent("BTC/ZAR", "limit", "buy", 0.5, 900000, { clientOrderId: "p-1" });
    expect(answer).toMatchObject({ id: "new-order", clientOrderId: "p-1" });
    expect(answer.status).toBeUndefined();
  });

  it("are never sent as a market order where a stop was meant, nor with an id VALR refuses", async () => {
    await valr.loadMarkets();
    const before = server.asked.length;
    await expect(sent("BTC/ZAR", "market", "sell", 1, undefined, { stopLossPrice: 1 })).rejects.toThrow(
      ccxt.InvalidOrder,
    );
    await expect(sent("BTC/ZAR", "limit", "sell", 1, 2, { clientOrderId: "x".repeat(51) })).rejects.toThrow(
      ccxt.InvalidOrder,
    );
    await expect(sent("BTC/ZAR", "limit", "sell", 1, 2, { clientOrderId: "a_b" })).rejects.toThrow(
      ccxt.InvalidOrder,
    );
    expect(server.asked).toHaveLength(before);
  });

  it("that were answered without an id are not taken for placed", async () => {
    answers["POST /v1/orders/market"] = () => ({ status: 202, body: "<html>" });
    await expect(valr.createOrder("BTC/ZAR", "market", "sell", 1)).rejects.toThrow(ccxt.BadResponse);
  });

  it("are cancelled by a DELETE with a body", async () => {
    answers["DELETE /v1/orders/order"] = () => ({ status: 202, body: {} });
    await valr.cancelOrder("", "BTC/ZAR", { clientOrderId: "c-1" });
    expect(JSON.parse(last().body)).toEqual({ pair: "BTCZAR", customerOrderId: "c-1" });
    await valr.cancelOrder("uuid", "BTC/ZAR");
    expect(JSON.parse(last().body)).toEqual({ pair: "BTCZAR", orderId: "uuid" });
  });

  it.skipIf(!hasFacts)("are found by either id, and after their end in the summary", async () => {
    const open = { ...shapes["GET /v1/orders/{pair}/orderid/{id}"], currencyPair: "BTCZAR" };
    answers["GET /v1/orders/BTCZAR/orderid/one"] = () => ({ body: open });
    expect(await valr.fetchOrder("one", "BTC/ZAR")).toMatchObject({
      status: "open",
      clientOrderId: "LimitSell",
      postOnly: true,
      filled: 0,
      amount: 0.000565,
    });
    const [ended] = shapes["GET /v1/orders/history (and /history/summary/orderid/{id})"];
    answers["GET /v1/orders/BTCZAR/customerorderid/gone"] = () => ({
      status: 404,
      body: { code: -1, message: "Order not found" },
    });
    answers["GET /v1/orders/history/summary/customerorderid/gone"] = () => ({ body: ended });
    expect(await valr.fetchOrder("", "BTC/ZAR", { clientOrderId: "gone" })).toMatchObject({
      status: "canceled",
      filled: 0,
    });
    answers["GET /v1/orders/history/summary/customerorderid/gone"] = () => ({
      status: 404,
      body: { code: "-1", message: "" },
    });
    await expect(valr.fetchOrder("", "BTC/ZAR", { clientOrderId: "gone" })).rejects.toThrow(
      ccxt.OrderNotFound,
    );
  });

  it("that failed after a 202 have ended, with the reason", async () => {
    const failed = {
      orderId: "f",
      orderStatusType: "Failed",
      currencyPair: "BTCZAR",
      originalQuantity: "1",
      remainingQuantity: "1",
      orderSide: "buy",
      orderType: "limit",
      failedReason: "Insufficient Balance",
    };
    answers["GET /v1/orders/BTCZAR/customerorderid/f-1"] = () => ({ body: failed });
    answers["GET /v1/orders/history/summary/customerorderid/f-1"] = () => ({
      status: 404,
      body: { code: -1, message: "" },
    });
    const order = await valr.fetchOrder("", "BTC/ZAR", { clientOrderId: "f-1" });
    expect(order).toMatchObject({ status: "canceled", filled: 0 });
    expect(order.info.failedReason).toBe("Insufficient Balance");
  });

  it("do not hide behind an older one that had the same customer id", async () => {
    const row = { currencyPair: "BTCZAR", originalQuantity: "1", orderSide: "buy", orderType: "limit" };
    answers["GET /v1/orders/BTCZAR/customerorderid/same"] = () => ({
      body: { ...row, orderId: "new", orderStatusType: "Filled", remainingQuantity: "0" },
    });
    answers["GET /v1/orders/history/summary/customerorderid/same"] = () => ({
      body: { ...row, orderId: "old", orderStatusType: "Cancelled", remainingQuantity: "1" },
    });
    expect(await valr.fetchOrder("", "BTC/ZAR", { clientOrderId: "same" })).toMatchObject({
      id: "new",
      filled: 1,
    });
  });

  it.skipIf(!hasFacts)("that are open are listed as documented", async () => {
    const rows = shapes["GET /v1/orders/open"].map((row: object) => ({ ...row, currencyPair: "BTCZAR" }));
    answers["GET /v1/orders/open"] = () => ({ body: rows });
    expect(await valr.fetchOpenOrders()).toMatchObject([
      { status: "open", filled: 0.0001, remaining: 0.00005062, price: 66391 },
    ]);
  });
});
