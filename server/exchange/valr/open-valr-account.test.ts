import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { AccountClient } from "@/server/exchange/core/exchange-client";
import type { OrderRequest } from "@/server/exchange/core/exchange-port";
import { marketMs, wallMs } from "@/server/kernel/clock";
import { toDecimal } from "@/server/kernel/money";
import { Fault } from "@/server/kernel/result";
import { openValrAccount } from "./open-valr-account";
import { openValrData } from "./open-valr-data";
import { openValrWithAnswers, PAIR } from "./testing/valr-with-answers";

let opened: Awaited<ReturnType<typeof openValrWithAnswers>>;
let account: AccountClient;

beforeEach(async () => {
  opened = await openValrWithAnswers();
  account = await openValrAccount({
    site: { kind: "simulator", origin: opened.server.origin },
    credentials: { apiKey: "key", secret: "canary-secret", passphrase: null },
  });
});

afterEach(async () => {
  await account.close();
  await opened.close();
});

const request: OrderRequest = {
  userId: "u",
  book: "practice",
  venue: "valr",
  clientOrderId: "mine-1",
  symbol: "BTC/ZAR",
  base: "BTC",
  quote: "ZAR",
  side: "sell",
  amount: toDecimal("0.12345678"),
  type: "market",
  limitPrice: null,
  postOnly: false,
  stopPrice: null,
  deadline: wallMs(0),
};

const ORDER = {
  orderId: "o1",
  customerOrderId: "mine-1",
  currencyPair: "BTCZAR",
  originalQuantity: "0.3",
  remainingQuantity: "0.1",
  orderSide: "sell",
  orderType: "limit",
  orderCreatedAt: "2026-01-01T00:00:00Z",
  failedReason: "",
};

const STATUS = "GET /v1/orders/BTCZAR/customerorderid/mine-1";
const SUMMARY = "GET /v1/orders/history/summary/customerorderid/mine-1";
const gone = () => ({ status: 404, body: { code: -1, message: "Not found" } });

describe("an order at VALR", () => {
  it("is accepted in the port's sense with the id of the 202, its amount digit by digit", async () => {
    opened.answers["POST /v1/orders/market"] = () => ({ status: 202, body: { id: "new" } });
    expect(await account.createOrder(request)).toEqual({ kind: "accepted", venueOrderId: "new" });
    expect(JSON.parse(opened.last().body)).toMatchObject({
      baseAmount: "0.12345678",
      customerOrderId: "mine-1",
    });
  });

  it("rests as a stop limit order with room beyond its trigger", async () => {
    opened.answers["POST /v1/orders/stop/limit"] = () => ({ status: 202, body: { id: "stop" } });
    await account.createOrder({ ...request, type: "stop", triggerPrice: toDecimal("1000000") });
    const told = JSON.parse(opened.last().body);
    expect(told).toMatchObject({
      side: "SELL",
      stopPrice: "1000000",
      price: "950000",
      type: "STOP_LOSS_LIMIT",
    });
  });

  it.each([
    ["too small", 400, { code: -12007, message: "Minimum order size not met" }, "rules"],
    ["of a key without the right", 403, { code: 1, message: "no permission" }, "account"],
    ["with a wrong signature", 401, { code: -11252, message: "invalid signature" }, "account"],
    ["one of too many", 429, { code: 1, message: "rate limit" }, "later"],
    ["of a clock that is off", 401, { code: 1, message: "Request has expired" }, "later"],
  ])("that is %s is refused for certain", async (_what, status, body, because) => {
    opened.answers["POST /v1/orders/market"] = () => ({ status, body });
    const answer = await account.createOrder(request);
    expect(answer).toMatchObject({ kind: "rejected", because });
    expect(JSON.stringify(answer)).not.toContain("canary");
  });

  it.each([
    ["an id that is there already", 400, { code: -11502, message: "Duplicate customer order id" }],
    ["a server that failed", 503, { code: -12007, message: "Minimum order size not met" }],
    ["an answer that cannot be read", 202, "<html>"],
  ])("is unknown after %s", async (_what, status, body) => {
    opened.answers["POST /v1/orders/market"] = () => ({ status, body });
    await expect(account.createOrder(request)).rejects.toThrow(Fault);
  });

  it.each([
    ["a price", { type: "limit", limitPrice: toDecimal("100000.5") }, /price is not a multiple of 1/],
    ["an amount", { amount: toDecimal("0.123456789") }, /amount is not a multiple of 0.00000001/],
  ] as const)(
    "with %s off its step is refused in a sentence, never rounded and sent",
    async (_what, off, words) => {
      const sent = opened.server.asked.length;
      const answer = await account.createOrder({ ...request, ...off });
      expect(answer).toMatchObject({
        kind: "rejected",
        because: "rules",
        reason: expect.stringMatching(words),
      });
      expect(opened.server.asked.slice(sent).filter(({ method }) => method === "POST")).toEqual([]);
    },
  );

  it("is found with what it traded and paid, exactly", async () => {
    opened.answers[STATUS] = () => ({ body: { ...ORDER, orderStatusType: "Partially Filled" } });
    opened.answers["GET /v1/account/BTCZAR/tradehistory"] = () => ({
      body: [
        {
          id: "t2",
          orderId: "o1",
          price: "100",
          quantity: "0.1",
          side: "sell",
          currencyPair: "BTCZAR",
          tradedAt: "2026-01-01T00:00:02Z",
          makerReward: "0.0001",
          makerRewardCurrency: "BTC",
        },
        {
          id: "x",
          orderId: "other",
          price: "1",
          quantity: "9",
          side: "sell",
          currencyPair: "BTCZAR",
          tradedAt: "2026-01-01T00:00:02Z",
          fee: "1",
          feeCurrency: "ZAR",
        },
        {
          id: "t1",
          orderId: "o1",
          price: "103",
          quantity: "0.1",
          side: "sell",
          currencyPair: "BTCZAR",
          tradedAt: "2026-01-01T00:00:01Z",
          fee: "0.03605",
          feeCurrency: "R",
        },
      ],
    });
    const order = await account.findOrder("mine-1", "BTC/ZAR");
    expect(order).toMatchObject({ status: "open", venueOrderId: "o1", reason: "" });
    expect(order?.filled.toFixed()).toBe("0.2");
    expect(order?.averagePrice?.toFixed()).toBe("101.5");
    expect(
      order?.trades.map(({ venueTradeId, liquidity, fee }) => [
        venueTradeId,
        liquidity,
        fee.asset,
        fee.amount.toFixed(),
      ]),
    ).toEqual([
      ["t1", "taker", "ZAR", "0.03605"],
      ["t2", "maker", "BTC", "-0.0001"],
    ]);
  });

  it("that failed after its 202 has ended with VALR's reason; one that is nowhere is not there", async () => {
    opened.answers[STATUS] = () => ({
      body: {
        ...ORDER,
        remainingQuantity: "0.3",
        orderStatusType: "Failed",
        failedReason: "Insufficient Balance",
      },
    });
    opened.answers[SUMMARY] = gone;
    expect(await account.findOrder("mine-1", "BTC/ZAR")).toMatchObject({
      status: "canceled",
      reason: "Insufficient Balance",
      refused: "account",
      trades: [],
    });
    opened.answers[STATUS] = gone;
    expect(await account.findOrder("mine-1", "BTC/ZAR")).toBeNull();
    opened.answers[STATUS] = () => ({ status: 500, body: "" });
    await expect(account.findOrder("mine-1", "BTC/ZAR")).rejects.toThrow(Fault);
  });

  it("is cancelled only when VALR says it ended", async () => {
    let looks = 0;
    opened.answers[STATUS] = () => ({ body: { ...ORDER, orderStatusType: "Active" } });
    opened.answers["DELETE /v1/orders/order"] = () => ({ status: 202, body: {} });
    opened.answers["GET /v1/orders/BTCZAR/orderid/o1"] = () => ({
      body: { ...ORDER, orderStatusType: looks++ < 2 ? "Active" : "Cancelled" },
    });
    opened.answers["GET /v1/orders/history/summary/orderid/o1"] = gone;
    expect(await account.cancelOrder("mine-1", "BTC/ZAR")).toEqual({ kind: "cancelled" });
    opened.answers[STATUS] = () => ({
      body: { ...ORDER, remainingQuantity: "0", orderStatusType: "Filled" },
    });
    opened.answers[SUMMARY] = gone;
    expect(await account.cancelOrder("mine-1", "BTC/ZAR")).toEqual({ kind: "already_ended" });
    opened.answers[STATUS] = gone;
    expect(await account.cancelOrder("mine-1", "BTC/ZAR")).toEqual({ kind: "not_found" });
  });
});

describe("an account at VALR", () => {
  it("tells open orders, balances, fees as fractions and what its key may do", async () => {
    opened.answers["GET /v1/orders/open"] = () => ({
      body: [{ ...ORDER, remainingQuantity: "0.3", status: "Placed", side: "sell" }],
    });
    opened.answers["GET /v1/account/balances"] = () => ({
      body: [{ currency: "R", available: "1", reserved: "0.5", total: "1.50000000000000001" }],
    });
    opened.answers["GET /v1/account/fees/trade"] = () => ({
      body: [{ currencyPair: "BTCZAR", makerPercentage: "-0.01", takerPercentage: "0.35" }],
    });
    opened.answers["GET /v1/account/api-keys/current"] = () => ({
      body: {
        label: "bot",
        permissions: ["View access", "Trade", "Withdraw"],
        allowedIpAddressCidr: "10.0.0.1/32",
      },
    });
    expect(await account.listOpenOrders(null)).toMatchObject([
      { venueOrderId: "o1", clientOrderId: "mine-1", averagePrice: null },
    ]);
    expect(await account.listOpenOrders(["ETH/ZAR"])).toEqual([]);
    expect((await account.listBalances()).map(({ asset, total }) => [asset, total.toFixed()])).toEqual([
      ["ZAR", "1.50000000000000001"],
    ]);
    expect(
      (await account.fees(["BTC/ZAR"])).map((fee) => [fee.makerFee.toFixed(), fee.takerFee.toFixed()]),
    ).toEqual([["-0.0001", "0.0035"]]);
    expect(await account.keyRights()).toMatchObject({
      read: true,
      trade: true,
      withdraw: true,
      addresses: ["10.0.0.1/32"],
    });
  });
});

describe("the prices of VALR", () => {
  it("come as rules, ticks and trades, exactly", async () => {
    const data = openValrData({ site: { kind: "simulator", origin: opened.server.origin } });
    opened.answers["GET /v1/public/BTCZAR/marketsummary"] = () => ({
      body: {
        currencyPair: "BTCZAR",
        askPrice: "101.1",
        bidPrice: "99.9",
        lastTradedPrice: "100.3",
        created: "2026-01-01T00:00:00Z",
      },
    });
    opened.answers["GET /v1/public/BTCZAR/trades"] = () => ({
      body: [
        {
          id: "1",
          price: "100.3",
          quantity: "0.00000001",
          currencyPair: "BTCZAR",
          tradedAt: "2026-01-01T00:00:00Z",
          takerSide: "sell",
        },
      ],
    });
    const [rules] = await data.markets();
    expect(
      [rules?.tickSize, rules?.lotSize, rules?.minAmount, rules?.minNotional].map((each) => each?.toFixed()),
    ).toEqual(["1", "0.00000001", PAIR.minBaseAmount, "10"]);
    const [tick] = await data.tickers(["BTC/ZAR", "NOT/THERE"]);
    expect([tick?.last, tick?.bid, tick?.ask].map((each) => each?.toFixed())).toEqual([
      "100.3",
      "99.9",
      "101.1",
    ]);
    const [trade] = await data.trades("BTC/ZAR", null, 10);
    expect([trade?.amount.toFixed(), trade?.side]).toEqual(["0.00000001", "sell"]);
    await data.close();
  });

  it("come as closed candles, longer ones made of those VALR keeps, without an invented volume", async () => {
    const data = openValrData({ site: { kind: "simulator", origin: opened.server.origin } });
    opened.answers["GET /v1/public/BTCZAR/markprice/buckets"] = ({ path }) => {
      const query = new URL(path, "http://x").searchParams;
      const [from, until] = [
        Date.parse(query.get("startTime") ?? ""),
        Date.parse(query.get("endTime") ?? ""),
      ];
      const step = Number(query.get("periodSeconds")) * 1_000;
      expect((until - from) / step).toBeLessThanOrEqual(100);
      const body = [];
      for (let at = from; at < until; at += step)
        body.push({ startTime: new Date(at).toISOString(), open: "2", high: "3", low: "1", close: "2" });
      return { body: body.reverse() };
    };
    const from = marketMs(Date.UTC(2026, 0, 1));
    const candles = await data.candles("BTC/ZAR", "4h", from, 60);
    expect(candles).toHaveLength(60);
    expect(candles?.[1]?.openAt).toBe(from + 4 * 3_600_000);
    expect(candles?.every(({ volume }) => volume.isZero())).toBe(true);
    await data.close();
  });
});
