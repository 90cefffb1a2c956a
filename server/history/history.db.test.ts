import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { commit } from "@/server/audit/commit";
import { marketMs, wallMs } from "@/server/kernel/clock";
import { Decimal, ZERO } from "@/server/kernel/money";
import { tradePostings } from "@/server/ledger/core/posting";
import { fundBook } from "@/server/ledger/fund-book";
import { postAllocation } from "@/server/ledger/post-allocation";
import { saveTransaction } from "@/server/ledger/store";
import { db } from "@/server/platform/db";
import { createTestDatabase, type TestDatabase } from "@/server/platform/testing/test-database";
import { countWorkingOrders } from "./count-working-orders";
import { explainTrade } from "./explain-trade";
import { listActivity } from "./list-activity";
import { listTrades } from "./list-trades";
import { sampleBot } from "./testing/sample-bot";
import { SAMPLE_OUTCOME } from "./testing/sample-outcome";

const START = Date.UTC(2026, 10, 22, 12);
const at = (seconds: number) => new Date(START + seconds * 1000);
const plain = (text: string | undefined) => text?.replaceAll("\u00a0", " ");

let own: TestDatabase;
let userId: string;
let zeus: string;
let hera: string;
let serial = 0;

beforeAll(async () => {
  own = await createTestDatabase();
});
afterAll(() => own.drop());
beforeEach(async () => {
  userId = (await db.user.create({ data: { name: "Owner", createdAt: at(0) } })).id;
  zeus = (await db.bot.create({ data: sampleBot({ userId, name: "Zeus", madeAt: at(0) }) })).id;
  hera = (await db.bot.create({ data: sampleBot({ userId, name: "Hera", madeAt: at(0) }) })).id;
});

test("pages follow one another without a gap or a repeat while fills come in, also at one instant", async () => {
  // 25 fills at five instants, in two books
  for (let i = 0; i < 25; i++)
    await makeFill({ wall: Math.floor(i / 5), book: i % 3 === 0 ? "paper" : "demo" });
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await listTrades({ userId, limit: 4, ...(cursor ? { cursor } : {}) });
    seen.push(...page.trades.map((trade) => trade.fillId));
    if (seen.length < 9) await makeFill({ wall: 100 });
    cursor = page.nextCursor ?? undefined;
  } while (cursor);
  const first25 = await db.fill.findMany({
    where: { userId, wallAt: { lt: at(50) } },
    orderBy: [{ wallAt: "desc" }, { id: "asc" }],
  });
  expect(seen).toEqual(first25.map((fill) => fill.id));
});

test("trades carry what the page prints and can be narrowed to a bot or a book", async () => {
  await makeFill({ wall: 1, botId: hera, side: "sell", realised: "-22.6", reasonCode: "stop_loss" });
  const mine = await makeFill({ wall: 2, book: "paper" });
  const page = await listTrades({ userId, limit: 50 });
  expect(page).toMatchObject({ total: 2, nextCursor: null });
  expect(page.trades[0]).toEqual({
    fillId: mine.fillId,
    orderId: mine.orderId,
    botId: zeus,
    botName: "Zeus",
    exchange: "binance",
    symbol: "BTC/USDT",
    base: "BTC",
    quote: "USDT",
    side: "buy",
    amount: "0.0123",
    price: "61234.5",
    fee: "0.75",
    feeAsset: "USDT",
    liquidity: "taker",
    orderType: "market",
    realised: null,
    reasonCode: "entry_signal",
    book: "paper",
    marketKind: "simulated",
    marketAt: at(2).toISOString(),
    wallAt: at(2).toISOString(),
  });
  const only = async (q: { botId?: string; book?: "paper" | "demo" }) =>
    (await listTrades({ userId, limit: 50, ...q })).trades.map((trade) => trade.botName);
  expect(await only({ botId: hera })).toEqual(["Hera"]);
  expect(await only({ book: "paper" })).toEqual(["Zeus"]);
  expect(await only({ botId: hera, book: "paper" })).toEqual([]);
  expect((await listTrades({ userId: crypto.randomUUID(), limit: 50 })).trades).toEqual([]);
});

test("a cursor that is not ours starts at the newest", async () => {
  const { fillId } = await makeFill({ wall: 1 });
  const page = await listTrades({ userId, limit: 5, cursor: "1'; DROP TABLE fill; --" });
  expect(page.trades.map((trade) => trade.fillId)).toEqual([fillId]);
});

test("the page is read from the index of its book, whatever the length of the history", async () => {
  const explain = db.$queryRaw<{ "QUERY PLAN": string }[]>`
    EXPLAIN SELECT "id" FROM "fill" WHERE "userId" = ${userId}::uuid AND "book" = 'demo'
    ORDER BY "wallAt" DESC, "id" LIMIT 50`;
  // a handful of rows would be read whole; the question is whether the index gives the order
  const [, plan] = await db.$transaction([db.$executeRaw`SET LOCAL enable_seqscan = off`, explain]);
  const lines = plan.map((line) => line["QUERY PLAN"]).join("\n");
  expect(lines).toContain("fill_userId_book_wallAt_id_idx");
  expect(lines).not.toContain("Sort");
});

test("Why joins decision, order, fills, ledger and position of an entry", async () => {
  const { fillId } = await makeFill({ wall: 12, withDecision: true, withLedger: true });
  const why = await explainTrade({ userId, fillId });
  expect(why?.title).toBe("Why Zeus bought BTC");
  expect(plain(why?.sentence)).toBe(
    "0.0123 BTC at 61 234.50 on Binance, 22 Nov 14:00:12 SAST. Score +0.41 beat the threshold +0.25.",
  );
  expect(why?.decision).toMatchObject({
    action: "enter",
    strategy: "ema-cross",
    version: 1,
    timeframe: "5m",
    score: "0.41",
    threshold: "0.25",
    slotAt: at(0).toISOString(),
    checks: [{ rule: "halted", outcome: "passed", words: "Not halted", value: "demo on" }],
  });
  expect(why?.order.steps.map(({ words }) => plain(words))).toEqual([
    ...["Intent written", "Sent", "Accepted by the venue", "Filled 0.0123", "Complete; slippage 0.01 %"],
  ]);
  const sums = new Map<string, Decimal>();
  for (const { asset, amount } of why?.ledger?.lines ?? [])
    sums.set(asset, (sums.get(asset) ?? ZERO).plus(amount));
  expect([...sums].map(([asset, sum]) => [asset, sum.toFixed()])).toEqual(
    expect.arrayContaining([
      ["USDT", "0"],
      ["BTC", "0"],
    ]),
  );
  expect(why?.position).toMatchObject({
    status: "open",
    entryPrice: "61234.5",
    exitPrice: null,
    realised: null,
  });
});

test("a sale by a stop has no decision and says which stop fired at which price", async () => {
  const { fillId } = await makeFill({ wall: 12, side: "sell", reasonCode: "stop_loss", realised: "-22.6" });
  const why = await explainTrade({ userId, fillId });
  expect(why?.decision).toBeNull();
  expect(plain(why?.sentence)).toContain("The stop at 59 397.00 fired at 61 230.00. Net result −22.60 USDT.");
});

test("another user's fill, an unknown one and no id at all are not there", async () => {
  const { fillId } = await makeFill({ wall: 1 });
  expect(await explainTrade({ userId: crypto.randomUUID(), fillId })).toBeNull();
  expect(await explainTrade({ userId, fillId: crypto.randomUUID() })).toBeNull();
  expect(await explainTrade({ userId, fillId: "1 OR 1=1" })).toBeNull();
});

test("activity tells fills, bots and the newest cycle, newest first", async () => {
  await makeFill({ wall: 1 });
  await makeFill({ wall: 5, side: "sell", reasonCode: "trailing_stop", realised: "22.89" });
  await tell(2, { name: "bot/paused", data: { botId: hera, botName: "Hera", reason: "by the owner" } });
  await tell(3, {
    name: "cycle/completed",
    data: { slotAt: at(3).toISOString(), acted: 6, skipped: 37, durationMs: 3400 },
  });
  await tell(4, {
    name: "cycle/completed",
    data: { slotAt: at(4).toISOString(), acted: 0, skipped: 43, durationMs: 900 },
  });
  const lines = await listActivity({ userId, limit: 10 });
  expect(lines.map(({ kind, words, value, currency }) => [kind, words, value, currency])).toEqual([
    ["sell", "Zeus sold BTC, trailing", "22.89", "USDT"],
    ["cycle", "Cycle done: 0 acted, 43 skipped", "0.9\u00a0s", null],
    ["bot", "Hera paused: by the owner", null, null],
    ["buy", "Zeus bought BTC", "753.18435", "USDT"],
  ]);
  expect((await listActivity({ userId, limit: 2 })).map(({ kind }) => kind)).toEqual(["sell", "cycle"]);
  expect(await listActivity({ userId: crypto.randomUUID(), limit: 10 })).toEqual([]);
});

test("working orders are counted, those of unknown fate apart, of this user only", async () => {
  await makeFill({ wall: 1, status: "unknown" });
  await makeFill({ wall: 2, status: "ack", botId: hera });
  await makeFill({ wall: 3, status: "filled" });
  expect(await countWorkingOrders(userId)).toEqual({ working: 2, unknown: 1 });
  expect(await countWorkingOrders(crypto.randomUUID())).toEqual({ working: 0, unknown: 0 });
});

type Told = Extract<Parameters<typeof commit>[1]["events"], readonly unknown[]>[number];

const context = (seconds: number) => ({
  actor: { kind: "system" as const, id: "test" },
  userId,
  runId: `run-${seconds}`,
  channel: "job",
  marketNow: marketMs(at(seconds)),
  wallNow: wallMs(at(seconds)),
});

const tell = (seconds: number, event: Told) =>
  commit(context(seconds), {
    action: "test",
    subject: "test",
    reason: "",
    detail: {},
    events: [event],
    write: async () => undefined,
  });

type FillSpec = {
  wall: number;
  botId?: string;
  book?: "paper" | "demo";
  side?: "buy" | "sell";
  reasonCode?: string;
  realised?: string;
  status?: "filled" | "unknown" | "ack";
  withDecision?: boolean;
  withLedger?: boolean;
};

async function makeFill(spec: FillSpec): Promise<{ fillId: string; orderId: string }> {
  const { wall, botId = zeus, book = "demo", side = "buy", reasonCode = "entry_signal" } = spec;
  const { status = "filled" } = spec;
  const times = { marketAt: at(wall), wallAt: at(wall) };
  const n = ++serial;
  const identity = { userId, botId, book, venue: "paper:binance" };
  const market = { exchange: "binance", symbol: "BTC/USDT", base: "BTC", quote: "USDT" };
  const decisionId = spec.withDecision ? await makeDecision(botId, book, times) : null;
  const positionId = await makePosition({ ...identity, ...market, versionId: botId }, wall);
  const order = await db.order.create({
    data: {
      ...identity,
      ...market,
      versionId: botId,
      decisionId,
      positionId,
      side,
      reasonCode,
      status,
      ...times,
      purpose: side === "buy" ? "entry" : "exit",
      slotAt: at(wall),
      leg: `l${n}`,
      clientOrderId: `amk-${n}`,
      amount: "0.0123",
      referencePrice: "61230",
      reserved: "0",
      deadlineWallAt: at(wall + 5),
      updatedMarketAt: at(wall),
      updatedWallAt: at(wall),
      events: {
        create: [step("intent", "sent", wall), step("sent", "ack", wall), step("ack", "filled", wall)],
      },
    },
  });
  const fill = await db.fill.create({
    data: {
      ...identity,
      orderId: order.id,
      positionId,
      venueTradeId: `${n}`,
      side,
      price: "61234.5",
      amount: "0.0123",
      fee: "0.75",
      feeAsset: "USDT",
      liquidity: "taker",
      realised: spec.realised ?? null,
      marketKind: "simulated",
      clockSpeed: "60",
      ...times,
    },
  });
  if (spec.withLedger) await bookInLedger(`${n}`, wall);
  return { fillId: fill.id, orderId: order.id };
}

type Status = "intent" | "sent" | "ack" | "filled";
const step = (from: Status, to: Status, wall: number) => ({ from, to, marketAt: at(wall), wallAt: at(wall) });

async function makeDecision(
  botId: string,
  book: "paper" | "demo",
  times: { marketAt: Date; wallAt: Date },
): Promise<string> {
  const row = await db.decision.create({
    data: {
      userId,
      botId,
      versionId: botId,
      book,
      marketKind: "simulated",
      slotAt: at(0),
      action: "enter",
      reasonCode: "entry_signal",
      score: "0.41",
      inputs: {},
      outcome: SAMPLE_OUTCOME,
      ...times,
    },
  });
  return row.id;
}

async function makePosition(identity: object, wall: number): Promise<string> {
  const open = await db.position.findFirst({ where: { ...identity, status: "open" } });
  if (open) return open.id;
  const row = await db.position.create({
    data: {
      ...(identity as Parameters<typeof db.position.create>[0]["data"]),
      status: wall === 12 ? "open" : "closed",
      amount: "0.0123",
      cost: "753.93435",
      boughtAmount: "0.0123",
      boughtQuote: "753.18435",
      soldAmount: "0",
      soldQuote: "0",
      feesQuote: "0.75",
      realised: "0",
      stopPrice: "59397",
      targetPrice: "64296",
      trailingRatio: "0.03",
      highestPrice: "61234.5",
      openedMarketAt: at(wall),
      openedWallAt: at(wall),
    },
  });
  return row.id;
}

async function bookInLedger(venueTradeId: string, wall: number): Promise<void> {
  const money = { book: "demo" as const, asset: "USDT", amount: new Decimal(1000) };
  await fundBook(context(0), { ...money, exchange: "binance", ref: "start" });
  const ctx = context(wall);
  const where = { userId, book: "demo" as const, venue: "paper:binance" };
  const trade = {
    side: "buy" as const,
    base: "BTC",
    quote: "USDT",
    feeAsset: "USDT",
    botId: zeus,
    reservedLeft: ZERO,
  };
  const figures = { amount: new Decimal("0.0123"), price: new Decimal("61234.5"), fee: new Decimal("0.75") };
  const done = await commit(ctx, {
    action: "test",
    subject: zeus,
    reason: "",
    detail: {},
    events: [],
    write: async (tx) => {
      await postAllocation(tx, ctx, { ...money, venue: where.venue, botId: zeus });
      await saveTransaction(tx, {
        ...where,
        kind: "trade",
        ref: `fill:paper:binance:${venueTradeId}`,
        postings: tradePostings({ ...trade, ...figures }),
        marketAt: ctx.marketNow,
        wallAt: ctx.wallNow,
      });
    },
  });
  expect(done.ok).toBe(true);
}
