import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { marketMs } from "@/server/kernel/clock";
import { db } from "@/server/platform/db";
import { createTestDatabase, type TestDatabase } from "@/server/platform/testing/test-database";
import { listTradeRecords } from "./list-trade-records";
import { summarisePositions } from "./summarise-positions";

const NOW = Date.UTC(2026, 10, 22, 12);
const HOUR = 3_600_000;
const VERSION = randomUUID();

let own: TestDatabase;
let userId: string;
let botId: string;

beforeAll(async () => {
  own = await createTestDatabase();
});
afterAll(() => own.drop());
beforeEach(async () => {
  userId = (await db.user.create({ data: { name: "Owner", createdAt: new Date(NOW) } })).id;
  botId = randomUUID();
});

type Trade = {
  hoursAgo: number;
  move?: number;
  versionId?: string;
  symbol?: string;
  exitReason?: string;
  book?: "demo" | "paper";
  status?: "open" | "closed";
};

function trade(t: Trade) {
  const { hoursAgo, move = 0, versionId = VERSION, symbol = "BTC/USDT", exitReason = "exit_signal" } = t;
  const at = new Date(NOW - hoursAgo * HOUR);
  const closed = t.status !== "open";
  return db.position.create({
    data: {
      userId,
      botId,
      versionId,
      book: t.book ?? "demo",
      venue: "paper:binance",
      exchange: "binance",
      symbol,
      base: "BTC",
      quote: "USDT",
      status: closed ? "closed" : "open",
      amount: closed ? "0" : "2",
      cost: "0",
      boughtAmount: "2",
      boughtQuote: "200",
      soldAmount: closed ? "2" : "0",
      soldQuote: `${200 * (1 + move)}`,
      feesQuote: "1",
      realised: `${200 * move - 1}`,
      stopPrice: "1",
      highestPrice: "100",
      exitReason: closed ? exitReason : null,
      openedMarketAt: at,
      openedWallAt: at,
      ...(closed && { closedMarketAt: at, closedWallAt: at }),
    },
  });
}

const past = async () =>
  (
    await listTradeRecords("demo", [
      {
        botId,
        versionId: VERSION,
        symbol: "BTC/USDT",
        edgeFrom: marketMs(NOW - 100 * HOUR),
        exitsFrom: marketMs(NOW - 2 * HOUR),
        stopsFrom: marketMs(NOW - 5 * HOUR),
        profitFrom: marketMs(NOW - 10 * HOUR),
      },
    ])
  )[0];

test("the edge is the mean move of this version's trades before fees, in the window, in this book", async () => {
  await trade({ hoursAgo: 1, move: 0.03 });
  await trade({ hoursAgo: 99, move: -0.01 });
  await trade({ hoursAgo: 101, move: 0.5 });
  await trade({ hoursAgo: 3, move: 0.5, versionId: randomUUID() });
  await trade({ hoursAgo: 3, move: 0.5, book: "paper" });
  await trade({ hoursAgo: 3, status: "open" });
  const found = await past();
  expect([found?.trades, found?.mean?.toFixed()]).toEqual([2, "0.01"]);
});

test("exits, stops and a market's profit are each counted in their own window, whatever the version", async () => {
  await trade({ hoursAgo: 3, exitReason: "stop_loss", move: -0.03 });
  await trade({ hoursAgo: 4, exitReason: "stop_loss", versionId: randomUUID(), symbol: "ETH/USDT" });
  await trade({ hoursAgo: 6, exitReason: "stop_loss" });
  await trade({ hoursAgo: 12, move: 0.5 });
  expect(await past()).toMatchObject({ lastExitAt: null, stops: 2, marketTrades: 2 });
  expect((await past())?.marketProfit.toFixed()).toBe("-0.04");
  await trade({ hoursAgo: 1.5 });
  expect((await past())?.lastExitAt).toBe(NOW - 1.5 * HOUR);
});

test("a bot without a past is not among them, and its results are none", async () => {
  expect(await past()).toBeUndefined();
  expect(await summarisePositions({ userId, book: "demo" })).toEqual([]);
});

test("results are per book and market, open positions among them", async () => {
  await trade({ hoursAgo: 3, move: 0.02 });
  await trade({ hoursAgo: 2, status: "open" });
  await trade({ hoursAgo: 2, move: 1, book: "paper" });
  const [only, ...others] = await summarisePositions({ userId, book: "demo" });
  expect(others).toEqual([]);
  expect([only?.realised.toFixed(), only?.closedTrades, only?.wins]).toEqual(["2", 1, 1]);
});

test("the newest of a bot are found in the order of their index", async () => {
  const [, plan] = await db.$transaction([
    db.$executeRaw`SET LOCAL enable_seqscan = off`,
    db.$queryRaw<{ "QUERY PLAN": string }[]>`
      EXPLAIN SELECT * FROM "position" WHERE "botId" = ${botId}::uuid AND "status" = 'closed'
        AND "closedMarketAt" >= now() ORDER BY "closedMarketAt" DESC LIMIT 500`,
  ]);
  const lines = plan.map((line) => line["QUERY PLAN"]).join("\n");
  expect(lines).toContain("position_bot_closed");
  expect(lines).not.toContain("Sort");
});
