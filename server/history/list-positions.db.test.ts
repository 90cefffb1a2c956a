import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { db } from "@/server/platform/db";
import { createTestDatabase, type TestDatabase } from "@/server/platform/testing/test-database";
import { listPositions } from "./list-positions";
import { sampleBot } from "./testing/sample-bot";

const START = Date.UTC(2026, 10, 22, 12);
const at = (minutes: number) => new Date(START + minutes * 60_000);

let own: TestDatabase;
let userId: string;
let zeus: string;
let hera: string;

beforeAll(async () => {
  own = await createTestDatabase();
});
afterAll(() => own.drop());
beforeEach(async () => {
  userId = (await db.user.create({ data: { name: "Owner", createdAt: at(0) } })).id;
  zeus = (await db.bot.create({ data: sampleBot({ userId, name: "Zeus", madeAt: at(0) }) })).id;
  hera = (await db.bot.create({ data: sampleBot({ userId, name: "Hera", exchange: "luno", madeAt: at(0) }) }))
    .id;
});

async function walk(
  q: { sort?: "closed" | "realised"; descending?: boolean },
  meanwhile?: () => Promise<unknown>,
) {
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await listPositions({ userId, limit: 3, cursor, ...q });
    seen.push(...page.positions.map(({ positionId }) => positionId));
    if (seen.length < 4) await meanwhile?.();
    cursor = page.nextCursor ?? undefined;
  } while (cursor);
  return seen;
}

test("pages follow one another without a gap or a repeat while positions close, whatever they are sorted by", async () => {
  // ten positions at five instants, with results of which some are equal, in two books
  for (let i = 0; i < 10; i++)
    await close({
      minute: Math.floor(i / 2),
      realised: String((i % 4) - 1.5),
      book: i % 3 ? "demo" : "paper",
    });
  const seen = await walk({}, () => close({ minute: 60, realised: "0" }));
  const newest = await db.position.findMany({
    where: { userId, closedWallAt: { lt: at(50) } },
    orderBy: [{ closedWallAt: "desc" }, { id: "asc" }],
  });
  expect(seen).toEqual(newest.map(({ id }) => id));
  const all = { where: { userId } };
  const best = await db.position.findMany({ ...all, orderBy: [{ realised: "desc" }, { id: "asc" }] });
  expect(await walk({ sort: "realised" })).toEqual(best.map(({ id }) => id));
  const worst = await db.position.findMany({ ...all, orderBy: [{ realised: "asc" }, { id: "desc" }] });
  expect(await walk({ sort: "realised", descending: false })).toEqual(worst.map(({ id }) => id));
});

test("totals are of all that match, per book and currency, never summed over them", async () => {
  await close({ minute: 1, realised: "12.5" });
  await close({ minute: 2, realised: "-2.5" });
  await close({ minute: 3, realised: "7", book: "paper" });
  await close({ minute: 4, realised: "100", botId: hera, exchange: "luno", quote: "ZAR" });
  const page = await listPositions({ userId, limit: 2 });
  expect(page.positions).toHaveLength(2);
  expect(page.total).toBe(4);
  expect(page.totals).toEqual([
    { book: "demo", currency: "USDT", closed: 2, wins: 1, realised: "10", fees: "1" },
    { book: "paper", currency: "USDT", closed: 1, wins: 1, realised: "7", fees: "0.5" },
    { book: "demo", currency: "ZAR", closed: 1, wins: 1, realised: "100", fees: "0.5" },
  ]);
  expect((await listPositions({ userId, limit: 2, exchange: "luno" })).totals).toHaveLength(1);
  expect((await listPositions({ userId, limit: 9, botId: zeus })).positions).toHaveLength(3);
});

test("a line has the averages in and out and the net result, also as a share of what was paid", async () => {
  await close({ minute: 1, realised: "12.5" });
  const [line] = (await listPositions({ userId, limit: 5 })).positions;
  expect(line).toMatchObject({
    botName: "Zeus",
    entryPrice: "60000",
    exitPrice: "61250",
    amount: "0.01",
    fees: "0.5",
    realised: "12.5",
    realisedRatio: "0.02083333",
    exitReason: "take_profit",
    marketKind: null,
  });
});

test("another user's positions are not there, and a cursor of another order or of nobody starts anew", async () => {
  await close({ minute: 1, realised: "1" });
  const other = (await db.user.create({ data: { name: "Other", createdAt: at(0) } })).id;
  expect(await listPositions({ userId: other, limit: 5 })).toMatchObject({
    positions: [],
    totals: [],
    total: 0,
  });
  expect((await listPositions({ userId: other, botId: zeus, limit: 5 })).positions).toEqual([]);
  for (const cursor of ["' OR 1=1", `realised_1_${zeus}`, `closed_99999999999999999999_${zeus}`])
    expect((await listPositions({ userId, limit: 5, cursor })).positions, cursor).toHaveLength(1);
});

test("the newest are read in the order of their index", async () => {
  const [, plan] = await db.$transaction([
    db.$executeRaw`SET LOCAL enable_seqscan = off`,
    db.$queryRaw<{ "QUERY PLAN": string }[]>`
      EXPLAIN SELECT "id" FROM "position" WHERE "status" = 'closed' AND "userId" = ${userId}::uuid AND "book" = 'demo'
      ORDER BY "closedWallAt" DESC, "id" ASC LIMIT 50`,
  ]);
  const lines = plan.map((line) => line["QUERY PLAN"]).join("\n");
  expect(lines).toContain("position_closed");
  expect(lines).not.toContain("Sort");
});

type Closed = {
  minute: number;
  realised: string;
  book?: "demo" | "paper";
  botId?: string;
  exchange?: string;
  quote?: string;
};

function close({
  minute,
  realised,
  book = "demo",
  botId = zeus,
  exchange = "binance",
  quote = "USDT",
}: Closed) {
  return db.position.create({
    data: {
      userId,
      botId,
      versionId: botId,
      book,
      venue: `paper:${exchange}`,
      exchange,
      symbol: `BTC/${quote}`,
      base: "BTC",
      quote,
      status: "closed",
      amount: "0",
      cost: "0",
      boughtAmount: "0.01",
      boughtQuote: "600",
      soldAmount: "0.01",
      soldQuote: "612.5",
      feesQuote: "0.5",
      realised,
      stopPrice: "58200",
      highestPrice: "61300",
      exitReason: "take_profit",
      openedMarketAt: at(0),
      openedWallAt: at(0),
      closedMarketAt: at(minute),
      closedWallAt: at(minute),
    },
  });
}
