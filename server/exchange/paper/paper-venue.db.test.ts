import { Client } from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { plusMs } from "@/server/kernel/clock";
import type { ExchangeName } from "@/server/kernel/exchange-names";
import { toDecimal } from "@/server/kernel/money";
import { db } from "@/server/platform/db";
import { createTestDatabase, type TestDatabase } from "@/server/platform/testing/test-database";
import { findCandidates } from "./store/orders";
import { type HandBook, openVenue } from "./testing/open-venue";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database?.drop());
beforeEach(async () => {
  const client = new Client({ connectionString: database.ownerUrl });
  await client.connect();
  await client.query("TRUNCATE paper_order, paper_trade, paper_balance, paper_deposit");
  await client.end();
});

const BOOK: HandBook = {
  bids: [
    ["99.99", "2"],
    ["99.90", "3"],
  ],
  asks: [
    ["100.01", "1"],
    ["100.05", "2"],
  ],
};

async function open(exchange: ExchangeName = "kraken") {
  const hand = openVenue(exchange);
  await hand.deposit("USDT", "10000");
  await hand.deposit("BTC", "50");
  hand.show("100", 1_000, ["99.99", "100.01"]);
  hand.setBook(BOOK);
  return hand;
}

describe("a market order", () => {
  it("walks the book level by level and goes on with the rest at the next book", async () => {
    const hand = await open();
    await hand.place({ id: "a", side: "buy", amount: "4" });
    await hand.tick("100");
    expect(await hand.order("a")).toEqual({
      status: "open",
      reason: "",
      trades: ["taker 1 @ 100.01 fee 0.20002 USDT", "taker 2 @ 100.05 fee 0.4002 USDT"],
    });
    // a newer price, but still the same book: there is nothing left in it
    expect(await hand.tick("100")).toBe(0);
    hand.setBook({ ...BOOK, asks: [["100.20", "9"]] });
    await hand.tick("100");
    const { status, trades } = await hand.order("a");
    expect([status, trades.length, trades[2]]).toEqual(["closed", 3, "taker 1 @ 100.2 fee 0.2004 USDT"]);
    const found = await hand.venue.findOrder(hand.account, "a");
    expect([found?.filled.toFixed(), found?.averagePrice?.toFixed()]).toEqual(["4", "100.0775"]);
    expect(await hand.balance("BTC")).toBe("54 + 0");
    expect(await hand.balance("USDT")).toBe("9598.88938 + 0");
  });

  it("is not matched before its latency is over", async () => {
    const hand = await open();
    await hand.place({ id: "a", side: "buy", amount: "1" });
    expect(await hand.tick("100", 249)).toBe(0);
    expect(await hand.tick("100", 1)).toBe(1);
  });

  it("does not take twice what an earlier order took from the book, not even after a restart", async () => {
    const hand = await open();
    await hand.place({ id: "a", side: "buy", amount: "1" });
    await hand.tick("100");
    const bookAt = hand.now() - 1_000;
    const again = openVenue("kraken", hand.now());
    const { asks } = BOOK;
    // the same book, seen by another process
    again.show("100", bookAt - again.now());
    again.setBook({ ...BOOK, asks });
    again.show("100", hand.now() - bookAt);
    await again.place({ id: "b", side: "buy", amount: "1" });
    await again.tick("100");
    expect((await again.order("b")).trades).toEqual(["taker 1 @ 100.05 fee 0.2001 USDT"]);
  });

  it("trades no more than a share of the volume a minute where there is no book, at a price by its size", async () => {
    const hand = await open();
    hand.setBook(null);
    hand.setRecent("10", "0.01");
    await hand.place({ id: "a", side: "buy", amount: "1.5" });
    const quotes = ["99.99", "100.01"] as const;
    await hand.tick("100", 1_000, quotes);
    // √(1 ÷ 10) × 1 % of 100.01, to the tick
    expect((await hand.order("a")).trades).toEqual(["taker 1 @ 100.33 fee 0.20066 USDT"]);
    expect(await hand.tick("100", 30_000, quotes)).toBe(0);
    await hand.tick("100", 30_000, quotes);
    const { status, trades } = await hand.order("a");
    expect([status, trades[1]]).toEqual(["closed", "taker 0.5 @ 100.24 fee 0.10024 USDT"]);
  });

  it("fills a stop at its level although the book is better, and at the gap when it is worse", async () => {
    const hand = await open();
    await hand.place({ id: "better", side: "sell", amount: "1", stop: "99.5" });
    await hand.place({ id: "gap", side: "sell", amount: "1", stop: "100.5" });
    await hand.tick("100");
    expect((await hand.order("better")).trades).toEqual(["taker 1 @ 99.5 fee 0.199 USDT"]);
    expect((await hand.order("gap")).trades).toEqual(["taker 1 @ 99.99 fee 0.19998 USDT"]);
  });

  it("two matchers at once fill it once, and share what the book holds", async () => {
    const hand = await open();
    for (const id of ["a", "b", "c", "d"]) await hand.place({ id, side: "buy", amount: "1" });
    const tick = hand.show("100", 1_000);
    await Promise.all([hand.venue.match([tick]), hand.venue.match([tick]), hand.venue.match([tick])]);
    const rows = await db.paperTrade.findMany({ select: { amount: true, price: true } });
    expect(rows.map(({ amount, price }) => `${amount}@${price}`).sort()).toEqual([
      "1@100.01",
      "1@100.05",
      "1@100.05",
    ]);
    expect(await hand.balance("BTC")).toBe("53 + 0");
  });
});

describe("a limit order", () => {
  it("takes what is not worse than its limit, rests with the rest and fills as maker at its price", async () => {
    const hand = await open();
    await hand.place({ id: "a", side: "buy", amount: "3", limit: "100.01" });
    expect(await hand.balance("USDT")).toBe("9699.36994 + 300.63006");
    await hand.tick("100");
    expect((await hand.order("a")).trades).toEqual(["taker 1 @ 100.01 fee 0.20002 USDT"]);
    // at its price is not through it
    hand.setBook({ ...BOOK, asks: [["100.02", "9"]] });
    expect(await hand.tick("100.01")).toBe(0);
    hand.setBook({ ...BOOK, asks: [["99.95", "1.5"]] });
    await hand.tick("100.01");
    expect((await hand.order("a")).trades[1]).toBe("maker 1.5 @ 100.01 fee 0.150015 USDT");
    await hand.tick("99.90");
    const { status, trades } = await hand.order("a");
    expect([status, trades[2]]).toEqual(["closed", "maker 0.5 @ 100.01 fee 0.050005 USDT"]);
    // 3 × 100.01 and the three fees, and not a cent is held any longer
    expect(await hand.balance("USDT")).toBe("9699.56996 + 0");
  });

  it("cancelled, gives back what it held; what it traded stays", async () => {
    const hand = await open();
    await hand.place({ id: "a", side: "sell", amount: "3", limit: "99.99" });
    await hand.tick("100");
    expect(await hand.balance("BTC")).toBe("47 + 1");
    expect(await hand.venue.cancelOrder(hand.account, "a")).toEqual({ kind: "cancelled" });
    expect(await hand.venue.cancelOrder(hand.account, "a")).toEqual({ kind: "already_ended" });
    expect(await hand.venue.cancelOrder(hand.account, "b")).toEqual({ kind: "not_found" });
    expect(await hand.balance("BTC")).toBe("48 + 0");
    expect(await hand.order("a")).toEqual({
      status: "canceled",
      reason: "cancelled on request",
      trades: ["taker 2 @ 99.99 fee 0.39996 USDT"],
    });
    expect(await hand.tick("120")).toBe(0);
  });

  it("is either cancelled or filled when both come at once, never both", async () => {
    const hand = await open();
    for (let round = 0; round < 8; round++) {
      const id = `r${round}`;
      hand.setBook(BOOK);
      await hand.place({ id, side: "buy", amount: "0.5", limit: "100.05" });
      const tick = hand.show("100", 1_000);
      const [answer] = await Promise.all([
        hand.venue.cancelOrder(hand.account, id),
        hand.venue.match([tick]),
      ]);
      const { status, trades } = await hand.order(id);
      expect([status, trades.length]).toEqual(answer.kind === "cancelled" ? ["canceled", 0] : ["closed", 1]);
    }
    expect((await hand.balance("USDT")).endsWith("+ 0")).toBe(true);
  });

  it.each([
    ["binance", "rejected", "Order would immediately match and take."],
    ["kucoin", "rejected", "Post only: part of the order would pay the taker fee."],
    ["kraken", "canceled", "Post only order"],
    ["luno", "canceled", "Post only: the order would trade immediately."],
    ["valr", "canceled", "Failed: a post-only order would have matched."],
  ] as const)("post only that would take ends as on %s: %s", async (exchange, outcome, reason) => {
    const hand = await open(exchange);
    const answer = await hand.place({ id: "a", side: "buy", amount: "1", limit: "100.02", postOnly: true });
    if (outcome === "rejected") expect(answer).toEqual({ kind: "rejected", reason, because: "order" });
    else {
      expect(answer.kind).toBe("accepted");
      await hand.tick("100");
      expect(await hand.order("a")).toEqual({ status: "canceled", reason, trades: [] });
    }
    expect(await hand.balance("USDT")).toBe("10000 + 0");
    await hand.place({ id: "b", side: "buy", amount: "1", limit: "100", postOnly: true });
    await hand.tick("100");
    expect((await hand.order("b")).status).toBe("open");
  });
});

it("bad funds are refused, except where the exchange accepts first and fails later", async () => {
  const kraken = await open("kraken");
  expect(await kraken.place({ id: "a", side: "sell", amount: "51" })).toEqual({
    kind: "rejected",
    reason: "not enough BTC",
    because: "account",
  });
  const valr = await open("valr");
  expect((await valr.place({ id: "a", side: "sell", amount: "51" })).kind).toBe("accepted");
  expect(await valr.order("a")).toEqual({
    status: "canceled",
    reason: "failed: not enough BTC",
    trades: [],
  });
  expect(await valr.balance("BTC")).toBe("50 + 0");
});

it("a price reads none of ten thousand orders that it does not reach", async () => {
  const hand = await open();
  await hand.place({ id: "seed", side: "buy", amount: "0.1", limit: "50" });
  await hand.tick("100");
  const { id: _id, ...seed } = await db.paperOrder.findFirstOrThrow({});
  const resting = Array.from({ length: 10_000 }, (_, index) => ({
    ...seed,
    clientOrderId: `r${index}`,
    limitPrice: (99 - Math.floor(index / 2) / 100).toFixed(2),
  }));
  const client = new Client({ connectionString: database.ownerUrl });
  await client.connect();
  await db.paperOrder.createMany({ data: resting });
  await client.query(
    "UPDATE paper_balance SET used = (SELECT sum(held) FROM paper_order) WHERE asset = 'USDT'",
  );
  await client.query("ANALYZE paper_order");
  await client.end();
  const { venue } = hand.account;
  const span = (low: string) => ({
    venue,
    symbol: "BTC/USDT",
    low: toDecimal(low),
    high: toDecimal("100"),
    until: plusMs(hand.now(), 1),
  });
  expect(await findCandidates(span("99.99"))).toEqual([]);
  expect((await findCandidates(span("98.99"))).length).toBe(4);
  expect(await hand.tick("100")).toBe(0);
  // and of those reached only these are matched
  hand.setBook(null);
  expect(await hand.tick("98.99", 1_000)).toBe(2);
}, 60_000);
