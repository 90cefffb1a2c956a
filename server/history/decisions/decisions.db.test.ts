import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { Prisma } from "@/prisma/generated/client";
import { marketMs } from "@/server/kernel/clock";
import { db } from "@/server/platform/db";
import { createTestDatabase, type TestDatabase } from "@/server/platform/testing/test-database";
import { sampleBot } from "../testing/sample-bot";
import { listDecisions, listReasons } from "./list-decisions";
import { replayDecision } from "./replay-from-store";
import { showDecision } from "./show-decision";
import { pageIdsSql } from "./store";

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
  hera = (await db.bot.create({ data: sampleBot({ userId, name: "Hera", madeAt: at(0) }) })).id;
});

test("pages follow one another without a gap or a repeat while bots go on deciding, also within one slot", async () => {
  for (let slot = 0; slot < 6; slot++)
    for (const botId of [zeus, hera]) await decide({ botId, slot, book: slot % 2 === 0 ? "demo" : "paper" });
  // what comes meanwhile stands before the first page
  const newest = await walk("newest", () => decide({ botId: zeus, slot: 100 }));
  const before = await db.decision.findMany({
    where: { userId, slotAt: { lt: at(50) } },
    orderBy: [{ slotAt: "desc" }, { id: "asc" }],
  });
  expect(newest).toEqual(before.map((row) => row.id));
  const all = await db.decision.findMany({ where: { userId }, orderBy: [{ slotAt: "asc" }, { id: "desc" }] });
  expect(await walk("oldest")).toEqual(all.map((row) => row.id));
});

async function walk(order: "newest" | "oldest", meanwhile?: () => Promise<unknown>) {
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await listDecisions({ userId, action: "all", order, limit: 5, cursor });
    seen.push(...page.decisions.map((decision) => decision.decisionId));
    await meanwhile?.();
    cursor = page.nextCursor ?? undefined;
  } while (cursor);
  return seen;
}

test("a line says what the bot did and why, and can be narrowed to a bot, an action, a reason", async () => {
  await decide({ botId: zeus, slot: 1, action: "enter", reasonCode: "entry_signal", score: "0.41" });
  await decide({ botId: zeus, slot: 2, reasonCode: "in_position" });
  await decide({ botId: hera, slot: 3, reasonCode: "one_asset", failed: true });
  const page = await listDecisions({ userId, action: "all", limit: 50 });
  expect(page.total).toBe(3);
  expect(page.decisions.map(({ botName, did, because }) => [botName, did, because])).toEqual([
    ["Hera", "Skipped", "One asset, BTC: 36 of 35 %"],
    ["Zeus", "Hold", "Position open. EMA 3 crossed above EMA 8"],
    ["Zeus", "Bought", "Score +0.41 beat threshold +0.25"],
  ]);
  expect(page.decisions[2]).toMatchObject({
    exchange: "binance",
    symbol: "BTC/USDT",
    timeframe: "5m",
    book: "demo",
    marketKind: "simulated",
    slotAt: at(1).toISOString(),
    score: "0.41",
    threshold: "0.25",
    reasonCode: "entry_signal",
  });
  const only = async (q: { botId?: string; action?: "acted" | "skipped"; reasonCode?: string }) =>
    (await listDecisions({ userId, action: "all", limit: 50, ...q })).decisions.map(({ botName }) => botName);
  expect(await only({ action: "acted" })).toEqual(["Zeus"]);
  expect(await only({ action: "skipped" })).toEqual(["Hera", "Zeus"]);
  expect(await only({ botId: zeus })).toEqual(["Zeus", "Zeus"]);
  expect(await only({ botId: zeus, reasonCode: "in_position" })).toEqual(["Zeus"]);
  expect(await listReasons(userId)).toEqual([
    { reasonCode: "entry_signal", count: 1 },
    { reasonCode: "in_position", count: 1 },
    { reasonCode: "one_asset", count: 1 },
  ]);
});

test("another user's decisions are not listed, not shown and not replayed, and a bad cursor starts at the newest", async () => {
  const decisionId = await decide({ botId: zeus, slot: 1 });
  const other = (await db.user.create({ data: { name: "Other", createdAt: at(0) } })).id;
  expect(await listDecisions({ userId: other, action: "all", limit: 5 })).toEqual({
    decisions: [],
    total: 0,
    nextCursor: null,
  });
  expect(await listDecisions({ userId: other, botId: zeus, action: "all", limit: 5 })).toMatchObject({
    decisions: [],
  });
  expect(await showDecision({ userId: other, decisionId })).toMatchObject({ refusal: { code: "not_found" } });
  expect(await replayDecision({ userId: other, decisionId })).toMatchObject({
    refusal: { code: "not_found" },
  });
  const page = await listDecisions({
    userId,
    action: "all",
    limit: 5,
    cursor: "1'; DROP TABLE decision; --",
  });
  expect(page.decisions.map((decision) => decision.decisionId)).toEqual([decisionId]);
});

test("a decision shows its inputs in words, its signals and its checks", async () => {
  const decisionId = await decide({ botId: zeus, slot: 1, failed: true });
  const shown = await showDecision({ userId, decisionId });
  if (!shown.ok) throw new Error(shown.refusal.message);
  expect(shown.value).toMatchObject({ strategy: "ema-cross", version: 1, order: null });
  expect(shown.value.checks).toMatchObject([{ outcome: "failed", words: "One asset, BTC" }]);
  const inputs = Object.fromEntries(
    shown.value.inputs.map(({ name, value }) => [name, value.replaceAll("\u00a0", " ")]),
  );
  expect(inputs).toMatchObject({
    Candles: "600 closed 5m of Binance",
    "Last close": "61 234.50 USDT",
    "Bot equity": "1 000.00 USDT",
    Holding: "nothing",
    "Position size": "30.00 %, cap 35.00 %",
    Mode: "demo on",
    Parameters: "fast 3, slow 8",
  });
});

test("a replay without the candles it read says so instead of guessing", async () => {
  const decisionId = await decide({ botId: zeus, slot: 1 });
  const replay = await replayDecision({ userId, decisionId }, async () => []);
  expect(replay).toMatchObject({ ok: true, value: { outcome: "impossible" } });
});

test("every way of listing is read from an index, whatever the length of the history", async () => {
  const after = { slotAt: marketMs(at(7)), decisionId: crypto.randomUUID() };
  const all = { userId, action: "all", order: "newest", after: null, limit: 50 } as const;
  const ways: readonly (readonly [way: string, index: string, q: Parameters<typeof pageIdsSql>[0]])[] = [
    ["newest", "decision_userId_book_slotAt_id_idx", all],
    ["after a cursor", "decision_userId_book_slotAt_id_idx", { ...all, after }],
    ["oldest", "decision_userId_book_slotAt_id_idx", { ...all, order: "oldest", after }],
    ["acted", "decision_acted", { ...all, action: "acted" }],
    ["of one bot", "decision_botId_slotAt_key", { ...all, botId: zeus, after }],
    ["a seldom reason", "decision_reason", { ...all, reasonCode: "stale_data", after }],
  ];
  for (const [way, index, q] of ways) {
    // a handful of rows would be read whole; the question is whether an index gives the order
    const [, , plan] = await db.$transaction([
      db.$executeRaw`SET LOCAL enable_seqscan = off`,
      db.$executeRaw`SET LOCAL enable_bitmapscan = off`,
      db.$queryRaw<{ "QUERY PLAN": string }[]>(Prisma.sql`EXPLAIN ${pageIdsSql(q)}`),
    ]);
    const lines = plan.map((line) => line["QUERY PLAN"]).join("\n");
    expect(lines, way).toContain(index);
    expect(lines, way).not.toContain("Seq Scan on decision");
  }
});

type DecisionSpec = {
  botId: string;
  slot: number;
  book?: "demo" | "paper";
  action?: "enter" | "exit" | "skip";
  reasonCode?: string;
  score?: string;
  failed?: boolean;
};

const INPUTS = {
  candles: {
    source: "simulated:42",
    exchange: "binance",
    symbol: "BTC/USDT",
    timeframe: "5m",
    slotAt: START,
    count: 600,
    digest: "00",
  },
  strategy: "ema-cross",
  params: { fast: 3, slow: 8 },
  intervalsBehind: 0,
  staleIntervals: 2,
  price: "61234.5",
  equity: "1000",
  entryThreshold: "0.25",
  holding: null,
  entry: {
    book: "demo",
    botStatus: "running",
    orderWorking: false,
    freeQuote: "1000",
    positionSize: "0.3",
    mode: { paper: true, live: false, halted: false, entriesStopped: false },
    positionCap: "0.35",
    reserveBuffer: "0.01",
    stopRatio: "0.03",
  },
  rules: { base: "BTC", quote: "USDT", takerFee: "0.001" },
};

async function decide(spec: DecisionSpec): Promise<string> {
  const {
    botId,
    slot,
    book = "demo",
    action = "skip",
    reasonCode = "no_signal",
    score = null,
    failed,
  } = spec;
  const technical = {
    source: "technical",
    state: "real",
    defaultWeight: "0.45",
    usedWeight: "1",
    score: "0.41",
    words: "EMA 3 crossed above EMA 8",
    adds: "0.41",
  };
  const check = { rule: "asset", outcome: "failed", words: "One asset, BTC", value: "36 of 35 %" };
  const outcome = {
    signals: [technical],
    threshold: "0.25",
    score,
    indicators: [],
    checks: failed ? [check] : [],
    strategy: "ema-cross",
    version: 1,
    timeframe: "5m",
  };
  const row = await db.decision.upsert({
    where: { botId_slotAt: { botId, slotAt: at(slot) } },
    create: {
      userId,
      botId,
      versionId: botId,
      book,
      marketKind: "simulated",
      slotAt: at(slot),
      action,
      reasonCode,
      score,
      inputs: INPUTS,
      outcome,
      marketAt: at(slot),
      wallAt: at(slot),
    },
    update: {},
  });
  return row.id;
}
