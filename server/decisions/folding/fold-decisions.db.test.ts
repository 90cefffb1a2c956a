import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { ActionContext } from "@/server/audit/action-context";
import { asOwner } from "@/server/bots/testing/arrange-fleet";
import { listDecisions, listReasons } from "@/server/history/decisions/list-decisions";
import { showDecision } from "@/server/history/decisions/show-decision";
import { marketMs, wallMs } from "@/server/kernel/clock";
import { db } from "@/server/platform/db";
import { createTestDatabase, type TestDatabase } from "@/server/platform/testing/test-database";
import { foldDecisions } from "./fold-decisions";

const HOUR_MS = 3_600_000;
// Johannesburg's days begin at 22:00 UTC
const ZONE = "Africa/Johannesburg";
const MIDNIGHT = Date.UTC(2026, 10, 1, 22);
const DAYS = 10;
const NOW = MIDNIGHT + DAYS * 24 * HOUR_MS;

let own: TestDatabase;
let userId: string;
beforeAll(async () => {
  own = await createTestDatabase();
});
afterAll(() => own.drop());
beforeEach(async () => {
  userId = (await db.user.create({ data: { name: "Owner", createdAt: new Date() } })).id;
});

const context = (): ActionContext => ({
  actor: { kind: "schedule", id: "prune-storage" },
  userId,
  runId: randomUUID(),
  channel: "job",
  marketNow: marketMs(NOW),
  wallNow: wallMs(Date.now()),
});

/** Decisions every half hour of ten days: two reasons, and one entry a day. */
async function decideForDays(botId = randomUUID()): Promise<string> {
  const rows = Array.from({ length: DAYS * 48 }, (_one, index) => {
    const slotAt = new Date(MIDNIGHT + index * (HOUR_MS / 2));
    const acts = index % 48 === 7;
    return {
      userId,
      botId,
      versionId: botId,
      book: "demo" as const,
      marketKind: "simulated" as const,
      slotAt,
      action: acts ? "enter" : "skip",
      reasonCode: acts ? "entry_signal" : index % 6 === 0 ? "below_threshold" : "no_signal",
      inputs: {},
      outcome: {
        signals: [],
        threshold: "0.25",
        score: null,
        indicators: [],
        checks: [],
        strategy: "ema-cross",
        version: 1,
        timeframe: "30m",
      },
      marketAt: slotAt,
      wallAt: slotAt,
    };
  });
  await db.decision.createMany({ data: rows });
  return botId;
}

async function foldAll(wholeDays = 7): Promise<number> {
  let [after, removed]: [string | null, number] = [null, 0];
  do {
    const step = await foldDecisions(context(), { after, wholeDays, timeZone: ZONE });
    [after, removed] = [step.after, removed + step.removed];
  } while (after !== null);
  return removed;
}

const sumOf = async (where: object) =>
  (await db.decision.aggregate({ where: { userId, ...where }, _sum: { count: true } }))._sum.count;

test("old skips become one row per day and reason that says how many they were; what acted stays", async () => {
  const bots = await Promise.all([decideForDays(), decideForDays()]);
  // three of ten days are older than seven; a day has 39 skips for want of a signal and 8 below the threshold
  expect(await foldAll()).toBe(2 * 3 * (38 + 7));
  expect(await sumOf({})).toBe(2 * DAYS * 48);
  expect(await db.decision.count({ where: { userId, action: "enter" } })).toBe(2 * DAYS);
  const folded = await db.decision.findMany({
    where: { botId: bots[0] as string, count: { gt: 1 } },
    orderBy: { slotAt: "asc" },
  });
  expect(folded.map(({ reasonCode, count }) => `${reasonCode} ${count}`).sort()).toEqual([
    ...Array.from({ length: 3 }, () => "below_threshold 8"),
    ...Array.from({ length: 3 }, () => "no_signal 39"),
  ]);
  // the days are the owner's: nothing of one day stands in another's row
  for (const { slotAt, firstSlotAt } of folded) {
    const dayOf = (at: Date | null) => Math.floor(((at?.getTime() ?? 0) - MIDNIGHT) / (24 * HOUR_MS));
    expect(dayOf(slotAt)).toBe(dayOf(firstSlotAt));
  }
  expect(await foldAll()).toBe(0);
  const audit = await db.auditEntry.findMany({ where: { userId, action: "decisions.folded" } });
  expect(audit.length).toBe(1);
});

test("a shorter policy goes on where the longer one stopped, and folds no row twice", async () => {
  await decideForDays();
  await foldAll(7);
  await foldAll(2);
  expect(await sumOf({})).toBe(DAYS * 48);
  expect(await db.decision.count({ where: { userId } })).toBe(2 * 48 + 8 * 3);
});

test("lists, reasons and the drawer say how many a row stands for", async () => {
  const botId = await decideForDays();
  await foldAll();
  const { decisions, total } = await listDecisions({
    userId,
    botId,
    action: "skipped",
    order: "oldest",
    limit: 2,
  });
  expect(total).toBe(7 * 47 + 3 * 2);
  expect(decisions.map(({ did, count }) => [did, count]).sort()).toEqual([
    ["39 skips", 39],
    ["8 skips", 8],
  ]);
  const [first] = decisions;
  expect(first?.because).toMatch(/^(No signal|Below threshold), (39|8) times that day\. The last: /);
  const shown = await showDecision({ userId, decisionId: first?.decisionId ?? "" });
  expect(shown.ok && shown.value.inputs[0]?.value).toMatch(/^(39|8) skips of this reason, 2026-11-01T2/);
  expect(await listReasons(userId)).toEqual([
    { reasonCode: "no_signal", count: 390 },
    { reasonCode: "below_threshold", count: 80 },
    { reasonCode: "entry_signal", count: 10 },
  ]);
});

test("the application can fold, and nothing else: not the newest day, not what acted, not another's", async () => {
  const botId = await decideForDays();
  const fold = (user: string) =>
    db.$queryRaw`SELECT * FROM decision_fold_days(${user}::uuid, '00000000-0000-0000-0000-000000000000',
      'infinity', 'UTC', 400)`;
  expect(await fold(randomUUID())).toEqual([]);
  await fold(userId);
  expect(await sumOf({})).toBe(DAYS * 48);
  expect(await db.decision.count({ where: { botId, action: "enter" } })).toBe(DAYS);
  const newestDay = new Date(NOW - 24 * HOUR_MS);
  expect(await db.decision.count({ where: { botId, slotAt: { gte: newestDay }, count: 1 } })).toBe(48);
  for (const sql of [
    "DELETE FROM decision",
    `UPDATE decision SET "count" = 1`,
    "DELETE FROM decision_context",
    `UPDATE decision_context SET "shared" = '{}'`,
    `INSERT INTO decision_fold VALUES (gen_random_uuid(), now())`,
  ])
    await expect(db.$executeRawUnsafe(sql)).rejects.toThrow(/permission denied/);
});

test("an index that folding left almost empty is rebuilt, by the application that may change nothing else", async () => {
  const botId = randomUUID();
  await asOwner(own.ownerUrl, async (owner) => {
    await owner.query(
      `INSERT INTO decision ("userId", "botId", "versionId", "book", "marketKind", "slotAt", "action", "reasonCode",
         "inputs", "outcome", "marketAt", "wallAt")
       SELECT $1, $2, $2, 'demo', 'simulated', to_timestamp($3::float8 + n), 'skip', 'no_signal', '{}', '{}', now(), now()
       FROM generate_series(1, 60000) n`,
      [userId, botId, MIDNIGHT / 1_000],
    );
    await owner.query(
      `DELETE FROM decision WHERE "botId" = $1 AND extract(epoch FROM "slotAt")::bigint % 50 <> 0`,
      [botId],
    );
    await owner.query("VACUUM (ANALYZE) decision");
  });
  const size = async () =>
    Number((await db.$queryRaw<{ size: bigint }[]>`SELECT pg_indexes_size('decision') AS size`)[0]?.size);
  const before = await size();
  let place: string | null = "";
  for (let count = 0; place !== null && count < 10; count++) {
    const rows = await db.$queryRaw<{ name: string | null }[]>`SELECT storage_rebuild_index() AS name`;
    place = rows[0]?.name ?? null;
  }
  expect(await size()).toBeLessThan(before / 4);
});
