import * as ccxt from "ccxt";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { hasFacts, openValrWithAnswers, shapes } from "./testing/valr-with-answers";

type Opened = Awaited<ReturnType<typeof openValrWithAnswers>>;
let opened: Opened;
let valr: Opened["valr"];
let answers: Opened["answers"];

beforeEach(async () => {
  opened = await openValrWithAnswers();
  ({ valr, answers } = opened);
});

afterEach(() => opened.close());

describe("an account at VALR", () => {
  it.skipIf(!hasFacts)("has its balances, fees in per cent as fractions, and its key's rights", async () => {
    answers["GET /v1/account/balances"] = () => ({
      body: [
        ...shapes["GET /v1/account/balances"],
        { currency: "R", available: "1", reserved: "2", total: "3" },
      ].slice(0, 1),
    });
    expect((await valr.fetchBalance()).ZAR).toEqual({ free: 796.92001, used: 0, total: 796.92001 });
    answers["GET /v1/account/fees/trade"] = () => ({
      body: [{ currencyPair: "BTCZAR", makerPercentage: "-0.01", takerPercentage: "0.35" }],
    });
    expect((await valr.fetchTradingFees())["BTC/ZAR"]).toMatchObject({ maker: -0.0001, taker: 0.0035 });
  });

  const trade = (index: number) => ({
    id: `t${index}`,
    orderId: "o",
    price: "100",
    quantity: "1",
    currencyPair: "BTCZAR",
    tradedAt: new Date(Date.UTC(2026, 0, 1) + index * 1_000).toISOString(),
    side: "buy",
    fee: "0.001",
    feeCurrency: "BTC",
  });

  it("loses no trade at a page's border, and takes none twice, while new ones come in", async () => {
    // newest first; each page that is read, three more trades are made
    const all = Array.from({ length: 260 }, (_, index) => trade(index)).reverse();
    let made = 260;
    answers["GET /v1/account/BTCZAR/tradehistory"] = ({ path }) => {
      const query = new URL(path, "http://x").searchParams;
      const skip = Number(query.get("skip"));
      expect(Number(query.get("limit"))).toBeLessThanOrEqual(100);
      const page = all.slice(skip, skip + Number(query.get("limit")));
      for (let index = 0; index < 3; index++) all.unshift(trade(made++));
      return { body: page };
    };
    const since = Date.UTC(2026, 0, 1) + 10_000;
    const trades = await valr.fetchMyTrades("BTC/ZAR", since);
    const ids = trades.map((each) => each.id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toEqual(expect.arrayContaining(Array.from({ length: 250 }, (_, index) => `t${index + 10}`)));
    expect(ids).not.toContain("t9");
  });

  it("stops at a server that does not page, and says so", async () => {
    const page = Array.from({ length: 100 }, (_, index) => trade(index));
    answers["GET /v1/account/BTCZAR/tradehistory"] = () => ({ body: page });
    await expect(valr.fetchMyTrades("BTC/ZAR", Date.UTC(2025, 0, 1))).rejects.toThrow(ccxt.BadResponse);
  });

  it("pays as a taker in what it receives, as a maker in what it gives, and is rewarded below zero", async () => {
    const row = { ...trade(1), fee: undefined, feeCurrency: undefined };
    answers["GET /v1/account/BTCZAR/tradehistory"] = () => ({
      body: [
        { ...row, id: "a", side: "buy", fee: "0.1", feeCurrency: "BTC" },
        { ...row, id: "b", side: "sell", fee: "0.2", feeCurrency: "R" },
        { ...row, id: "c", side: "buy", fee: "0.3", feeCurrency: "ZAR" },
        { ...row, id: "d", side: "sell", makerReward: "0.0001", makerRewardCurrency: "BTC" },
        { ...row, id: "e", side: "sell", fee: "0.5" },
      ],
    });
    const told = (await valr.fetchMyTrades("BTC/ZAR")).map(({ id, takerOrMaker, fee }) => [
      id,
      takerOrMaker,
      fee?.currency,
      fee?.cost,
    ]);
    expect(told.sort()).toEqual([
      ["a", "taker", "BTC", 0.1],
      ["b", "taker", "ZAR", 0.2],
      ["c", "maker", "ZAR", 0.3],
      ["d", "maker", "BTC", -0.0001],
      ["e", "taker", "ZAR", 0.5],
    ]);
  });
});

describe("an error of VALR", () => {
  const cases: readonly (readonly [string, number, unknown, typeof ccxt.BaseError])[] = [
    [
      "too small an order",
      400,
      { code: -12007, message: "Minimum order size not met . Minimum amount: 1" },
      ccxt.InvalidOrder,
    ],
    [
      "an id that is taken",
      400,
      { code: "-11502", message: "Duplicate customer order id's are not allowed" },
      ccxt.DuplicateOrderId,
    ],
    ["a wrong signature", 401, { code: -11252, message: "invalid signature" }, ccxt.AuthenticationError],
    ["a body that is none", 400, { code: -113, message: "Invalid JSON payload" }, ccxt.BadRequest],
    ["an invalid order", 400, { code: -1, message: "Invalid Order. " }, ccxt.InvalidOrder],
    ["no funds", 400, { code: -1, message: "Insufficient Balance" }, ccxt.InsufficientFunds],
    ["a right that is missing", 403, { code: -5, message: "Unauthorized" }, ccxt.PermissionDenied],
    ["too many calls", 429, { code: -1, message: "slow down" }, ccxt.RateLimitExceeded],
    [
      "a server that failed, whatever it says",
      503,
      { code: -12007, message: "Minimum order size not met" },
      ccxt.ExchangeNotAvailable,
    ],
    ["a page instead of an answer", 502, "<html>Bad Gateway</html>", ccxt.ExchangeNotAvailable],
  ];
  it.each(cases)("tells %s", async (_what, status, body, kind) => {
    answers["POST /v1/orders/limit"] = () => ({ status, body });
    const sent = valr.createOrder("BTC/ZAR", "limit", "buy", 1, 100);
    await expect(sent).rejects.toThrow(kind);
    // never a key in a sentence
    await sent.catch((error: Error) => expect(error.message).not.toMatch(/the-secret|x-valr/i));
  });

  it("is none where a door is missing: nothing is said of the order", async () => {
    answers["GET /v1/orders/BTCZAR/orderid/one"] = () => ({ status: 404, body: "<html>" });
    await expect(valr.fetchOrder("one", "BTC/ZAR")).rejects.not.toThrow(ccxt.OrderNotFound);
  });
});
