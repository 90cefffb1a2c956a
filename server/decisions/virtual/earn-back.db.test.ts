import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { replayDecision } from "@/server/history/decisions/replay-from-store";
import { timeframeMs } from "@/server/market/core/candle";
import { db } from "@/server/platform/db";
import { createTestDatabase, type TestDatabase } from "@/server/platform/testing/test-database";
import { HAND_MARKET, HAND_TIMEFRAME } from "@/server/worker/testing/hand-feed";
import { type Fixture, openFixture, UNPACED } from "@/server/worker/testing/open-fixture";
import { listHeldBots } from "./list-held-bots";

const QUIET = Array<string>(13).fill("100");
const LOST = 25;
const CANDLE = timeframeMs(HAND_TIMEFRAME);

let database: TestDatabase;
let fixture: Fixture;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterEach(() => fixture?.close());
afterAll(() => database?.drop());

/** Prices that each candle moves by a ratio. */
const moving = (ratio: number, candles: number): readonly string[] =>
  Array.from({ length: candles }, (_, at) => (100 * ratio ** (at + 1)).toFixed(2));

/** A bot that wants in at every close, after 25 trades that lost half a percent each. */
async function openHeldBot(prices: readonly string[]): Promise<void> {
  fixture = await openFixture(database, {
    closes: [...QUIET, ...prices],
    // its target lies far off: what sells is the owner's target and stop
    strategy: { id: "dca", params: { lots: 2, take: 1 } },
    settings: UNPACED,
  });
  const { id: versionId } = await db.botVersion.findFirstOrThrow({ where: { botId: fixture.botId } });
  const at = new Date(fixture.feed.startAt - 60_000);
  const { userId, botId } = fixture;
  await db.position.createMany({
    data: Array.from({ length: LOST }, () => ({
      userId,
      botId,
      versionId,
      book: "demo" as const,
      venue: "paper:binance",
      ...HAND_MARKET,
      base: "BTC",
      quote: "USDT",
      status: "closed" as const,
      amount: "0",
      cost: "0",
      boughtAmount: "2",
      boughtQuote: "200",
      soldAmount: "2",
      soldQuote: "199",
      feesQuote: "0.4",
      realised: "-1.4",
      stopPrice: "1",
      highestPrice: "100",
      exitReason: "stop_loss",
      openedMarketAt: at,
      openedWallAt: at,
      closedMarketAt: at,
      closedWallAt: at,
    })),
  });
}

/** Lets the slots close one after the other at these prices, until one of them is entered at. */
async function walk(prices: readonly string[]): Promise<void> {
  for (const price of prices) {
    const now = fixture.lifecycle.now();
    await fixture.tick(price, CANDLE - (now % CANDLE) - 500);
    await fixture.tick(price, 600);
    for (let i = 0; i < 3; i++) await fixture.tick(price);
    if ((await db.order.count()) > 0) return;
  }
}

const ended = () => db.virtualTrade.findMany({ where: { closedMarketAt: { not: null } } });

it("a bot with a bad record whose refused signals would have won is let in again", async () => {
  const prices = moving(1.06, 24);
  await openHeldBot(prices);
  await walk(prices.slice(0, 6));
  // refused all along, and said so, with what was followed counted apart from what was traded
  expect(await db.order.count()).toBe(0);
  const [held] = await listHeldBots(fixture.userId);
  expect(held).toMatchObject({ botId: fixture.botId, held: true, trades: LOST });
  expect(held?.virtualTrades).toBeGreaterThan(0);
  expect(Number(held?.expected)).toBeGreaterThan(-0.005);
  expect(await db.position.count()).toBe(LOST);

  await walk(prices.slice(6));
  expect(await db.order.findFirst()).toMatchObject({ purpose: "entry", reasonCode: "entry_signal" });
  expect(await listHeldBots(fixture.userId)).toEqual([]);
  for (const { entryPrice, exitPrice, exitReason } of await ended()) {
    expect(exitReason).toBe("take_profit");
    // spread and slippage are paid both ways
    expect(Number(exitPrice) / Number(entryPrice) - 1).toBeLessThan(0.06);
    expect(Number(exitPrice) / Number(entryPrice) - 1).toBeGreaterThan(0.055);
  }
  for (const { id } of await db.decision.findMany({ select: { id: true } })) {
    const replayed = await replayDecision(
      { userId: fixture.userId, decisionId: id },
      (exchange, symbol, ...rest) => fixture.lifecycle.runtime.loadCandles({ exchange, symbol }, ...rest),
    );
    expect(replayed).toMatchObject({ ok: true, value: { outcome: "identical" } });
  }
});

it("one whose refused signals would have lost stays out, however many there were", async () => {
  const prices = moving(0.965, 24);
  await openHeldBot(prices);
  await walk(prices);
  expect(await db.order.count()).toBe(0);
  const followed = await ended();
  expect(followed.length).toBeGreaterThan(8);
  expect(new Set(followed.map(({ exitReason }) => exitReason))).toEqual(new Set(["stop_loss"]));
  const [held] = await listHeldBots(fixture.userId);
  // the one that ended with the last candle is read with the next
  expect(held).toMatchObject({ held: true, trades: LOST, virtualTrades: followed.length - 1 });
  expect(Number(held?.expected)).toBeLessThan(-0.005);
});

it("what is followed is no position, no money and no result, and at most one a bot", async () => {
  const prices = moving(1.001, 8);
  await openHeldBot(prices);
  const ledger = await db.ledgerEntry.count();
  await walk(prices);
  expect(await db.virtualTrade.count({ where: { closedMarketAt: null } })).toBe(1);
  expect(await db.ledgerEntry.count()).toBe(ledger);
  expect(await db.position.count()).toBe(LOST);
  expect(await fixture.balance("USDT", "allocated")).toBe("1000");
});

it("a trade of a version that is gone is dropped, and no more than 200 are kept", async () => {
  const prices = moving(1.06, 4);
  await openHeldBot(prices);
  await walk(prices.slice(0, 1));
  const open = await db.virtualTrade.findFirstOrThrow();
  const old = { ...open, closedMarketAt: open.openedMarketAt, exitPrice: "1", exitReason: "stop_loss" };
  const { id: _id, ...rest } = old;
  await db.virtualTrade.createMany({
    data: Array.from({ length: 250 }, (_, at) => ({
      ...rest,
      closedMarketAt: new Date(open.openedMarketAt.getTime() - at * 1_000),
      versionId: crypto.randomUUID(),
    })),
  });
  await walk(prices.slice(1, 2));
  expect(await db.virtualTrade.count({ where: { closedMarketAt: { not: null } } })).toBe(200);
  await walk(prices.slice(2, 3));
  await db.virtualTrade.updateMany({
    where: { closedMarketAt: null },
    data: { versionId: crypto.randomUUID(), highestPrice: "777" },
  });
  await walk(prices.slice(3));
  expect(await db.virtualTrade.count({ where: { highestPrice: "777" } })).toBe(0);
});
