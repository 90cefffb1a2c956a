import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { arrangeMarkets, arrangePerson, MARKET_NOW, toAsk } from "@/server/bots/testing/arrange-fleet";
import { cancelBacktestCommand } from "@/server/commands/catalog/backtest/cancel-backtest";
import { compareBacktestsCommand } from "@/server/commands/catalog/backtest/compare-backtests";
import { runBacktestCommand } from "@/server/commands/catalog/backtest/run-backtest";
import { showBacktestCommand } from "@/server/commands/catalog/backtest/show-backtest";
import type { CommandContext } from "@/server/commands/command";
import { runCommand } from "@/server/commands/run-command";
import type { SentEvent } from "@/server/events/job-engine";
import { wallMs } from "@/server/kernel/clock";
import { createSimulatedFeed } from "@/server/market/feeds/simulated-feed";
import { db } from "@/server/platform/db";
import { createTestDatabase, type TestDatabase } from "@/server/platform/testing/test-database";
import { compareBacktests } from "./compare-backtests";
import { continueBacktest, stopBacktests } from "./continue-backtest";
import type { BacktestView } from "./core/backtest-view";
import { deleteBacktest } from "./delete-backtest";
import { listBacktests } from "./list-backtests";
import { type BacktestRuntime, createBacktestRuntime } from "./runtime";
import { createBacktestSender } from "./send-due-backtests";
import { showBacktest } from "./show-backtest";
import { buildThread } from "./testing/build-thread";

const DAY_MS = 86_400_000;
const feed = createSimulatedFeed({ seed: 1, startAt: MARKET_NOW });
const clocks = { market: () => MARKET_NOW, wall: () => wallMs(Date.now()) };
const daysAgo = (days: number) => new Date(MARKET_NOW - days * DAY_MS).toISOString();

let database: TestDatabase;
let runtime: BacktestRuntime;
let thread: Awaited<ReturnType<typeof buildThread>>;
let owner: CommandContext;
beforeAll(async () => {
  database = await createTestDatabase();
  await arrangeMarkets(database.ownerUrl);
  thread = await buildThread();
});
beforeEach(async () => {
  owner = await arrangePerson(database.ownerUrl, { role: "owner" });
  runtime = createBacktestRuntime({ feed, clocks, threads: 1, threadFile: thread.file });
});
afterAll(async () => {
  await stopBacktests(runtime);
  thread?.remove();
  await database?.drop();
});

const BASE = {
  kind: "run",
  exchange: "binance",
  symbols: ["BTC/USDT"],
  timeframe: "5m",
  strategy: "ema-cross",
  from: daysAgo(12),
  to: daysAgo(0),
};
const SWEEP = {
  ...BASE,
  kind: "sweep",
  minTrades: 1,
  method: "random",
  sets: 400,
  ranges: { fast: { from: 2, to: 40, step: 1 }, slow: { from: 45, to: 150, step: 1 } },
};
const ask = () => toAsk({ userId: owner.userId, role: "owner" });

async function request(input: object, ctx = ask()): Promise<BacktestView> {
  const answer = await runCommand(runBacktestCommand, input, ctx);
  if (!answer.ok) throw new Error(answer.refusal.message);
  if (answer.value.status !== "done") throw new Error("not done");
  return answer.value.answer as BacktestView;
}
const refusalOf = async (input: object) => {
  const answer = await runCommand(runBacktestCommand, input, ask());
  return answer.ok ? "accepted" : answer.refusal.message;
};
async function finish(id: string): Promise<BacktestView> {
  for (let part = 0; part < 60; part++) if ((await continueBacktest(runtime, id, 1_000)).ended) break;
  const shown = await showBacktest(owner.userId, id);
  if (!shown.ok) throw new Error(shown.refusal.message);
  // what comes back out of its JSON is what the command says it answers
  expect(showBacktestCommand.output.safeParse(shown.value).error).toBeUndefined();
  return shown.value;
}
const eventsOf = (id: string) =>
  db.outboxEvent
    .findMany({ where: { userId: owner.userId, name: "backtest/changed" }, orderBy: { id: "asc" } })
    .then((rows) =>
      rows
        .map(({ data }) => data as { backtestId: string; status: string })
        .filter((one) => one.backtestId === id),
    );

it("a run is asked for once, carried out, told and kept with its report", async () => {
  const ctx = ask();
  const asked = await request(BASE, ctx);
  expect(asked).toMatchObject({
    id: ctx.runId,
    status: "queued",
    title: expect.stringMatching(/^EMA cross on/),
  });
  expect((await request(BASE, ctx)).id).toBe(asked.id);
  const done = await finish(asked.id);
  expect(done).toMatchObject({ status: "done", progress: { done: 1, total: 1 } });
  expect(done.report?.candles).toMatchObject({ count: 12 * 288, missing: 0, from: BASE.from, to: BASE.to });
  expect(done.headline?.trades).toBe(done.report?.tradesTotal);
  expect(done.report?.checks).toMatchObject({ lookAhead: { ok: true }, warmUp: { ok: true } });
  expect(new Set((await eventsOf(asked.id)).map(({ status }) => status))).toEqual(
    new Set(["queued", "running", "done"]),
  );
  const trail = await db.auditEntry.findMany({ where: { subject: asked.id }, orderBy: { txid: "asc" } });
  expect(trail.map(({ action }) => action)).toEqual([
    "backtest.requested",
    "backtest.started",
    "backtest.done",
  ]);
});

it("a risk mode sizes positions by the equity and carries the owner's stop", async () => {
  const done = await finish((await request({ ...BASE, riskMode: "balanced" })).id);
  const [first] = done.report?.trades ?? [];
  const invested = Number(first?.amount) * Number(first?.openRate);
  expect(invested).toBeGreaterThan(2_990);
  expect(invested).toBeLessThanOrEqual(3_000);
  const row = await db.backtestRun.findUniqueOrThrow({ where: { id: done.id } });
  expect(row.options).toMatchObject({ "BTC/USDT": { equityRatio: 0.3, equityRatioMax: 0.35 } });
});

it("a worker that starts again evaluates nothing twice, and the report is the same", async () => {
  const whole = await finish((await request(SWEEP)).id);
  const cut = await request(SWEEP);
  void continueBacktest(runtime, cut.id, 60_000).catch(() => undefined);
  const chunksOf = () => db.backtestChunk.findMany({ where: { backtestId: cut.id } });
  for (let wait = 0; wait < 500 && (await chunksOf()).length < 2; wait++) await sleep(10);
  await stopBacktests(runtime);
  const kept = await chunksOf();
  expect(kept.length).toBeGreaterThanOrEqual(2);
  expect((await showBacktest(owner.userId, cut.id)).ok).toBe(true);
  // figures that no evaluation gives: they come back in the report if, and only if, the chunk was taken as stored
  const [marked] = kept;
  const figures = (marked?.figures ?? []) as { totalReturn: number }[];
  await db.backtestChunk.updateMany({
    where: { backtestId: cut.id, batch: marked?.batch ?? 0, chunk: marked?.chunk ?? 0 },
    data: { figures: figures.map((one) => ({ ...one, totalReturn: 0.123456 })) },
  });
  const resumed = await finish(cut.id);
  expect(resumed.status).toBe("done");
  const returns = resumed.report?.sweep?.rows.map(({ totalReturn }) => totalReturn) ?? [];
  expect(returns.filter((value) => value === "0.123456").length).toBeGreaterThan(0);
  expect(resumed.report?.sweep?.sets).toBe(whole.report?.sweep?.sets);
  expect(resumed.report?.sweep?.rows[0]?.params).toEqual(whole.report?.sweep?.rows[0]?.params);
  expect(await chunksOf()).toHaveLength(0);
}, 60_000);

it("cancelling ends the threads soon, and nothing is written afterwards", async () => {
  const asked = await request({ ...SWEEP, sets: 4_000, from: daysAgo(60) });
  const working = continueBacktest(runtime, asked.id, 30_000);
  await sleep(1_500);
  const cancelled = await runCommand(cancelBacktestCommand, { backtestId: asked.id }, ask());
  expect(cancelled).toMatchObject({ ok: true, value: { answer: { status: "cancelled" } } });
  const from = performance.now();
  expect(await working).toMatchObject({ ended: true });
  expect(performance.now() - from).toBeLessThan(3_000);
  expect(await finish(asked.id)).toMatchObject({
    status: "cancelled",
    report: null,
    statusReason: "cancelled by hand",
  });
  expect(await db.backtestChunk.count({ where: { backtestId: asked.id } })).toBe(0);
}, 60_000);

it("the worker's loop is never blocked for long while a sweep runs", async () => {
  const asked = await request({ ...SWEEP, sets: 600, from: daysAgo(90) });
  // the first call of each kind compiles code, which is none of the work's doing
  await finish((await request(BASE)).id);
  // by this thread's own CPU time between two turns of the loop: other work on the machine does not count
  const cpuMs = () => {
    const { user, system } = process.threadCpuUsage();
    return (user + system) / 1_000;
  };
  let [worstMs, last] = [0, cpuMs()];
  const timer = setInterval(() => {
    const now = cpuMs();
    worstMs = Math.max(worstMs, now - last);
    last = now;
  }, 1);
  const done = await finish(asked.id);
  clearInterval(timer);
  expect(done.status).toBe("done");
  expect(worstMs).toBeGreaterThan(0);
  expect(worstMs).toBeLessThan(50);
}, 60_000);

it("refuses in plain sentences what it cannot carry out", async () => {
  expect(await refusalOf({ ...BASE, strategy: "magic" })).toMatch(
    /no strategy "magic": choose one of ema-cross/,
  );
  expect(await refusalOf({ ...BASE, symbols: ["XYZ/USDT"] })).toMatch(/no XYZ\/USDT on binance/);
  expect(await refusalOf({ ...BASE, timeframe: "7m" })).toMatch(/no timeframe: choose one of 1m/);
  expect(await refusalOf({ ...BASE, params: { fast: 30, slow: 20 } })).toMatch(/shorter than the slow/);
  expect(await refusalOf({ ...BASE, from: daysAgo(-3), to: daysAgo(-9) })).toMatch(/after market time/);
  expect(await refusalOf({ ...BASE, from: daysAgo(9_000) })).toMatch(/at most 500 000 are replayed/);
  expect(
    await refusalOf({ ...SWEEP, method: "grid", ranges: { fast: { from: 2, to: 99, step: 0.01 } } }),
  ).toMatch(/The grid has 9 701 sets/);
  expect(await refusalOf({ ...SWEEP, ranges: { "options.wallet": { values: [1] } } })).toMatch(/cannot vary/);
  expect(await refusalOf({ ...SWEEP, ranges: { fast: { values: [200] } } })).toMatch(
    /No set of these ranges/,
  );
  expect(await refusalOf({ ...SWEEP, kind: "walk-forward", fitDays: 30 })).toMatch(/too short/);
  expect(await refusalOf({ ...BASE, strategy: "signals" })).toMatch(/cli -- backtest --candles FILE/);
  expect(await db.backtestRun.count({ where: { userId: owner.userId } })).toBe(0);
});

it("a period without candles fails with the prices in use named", async () => {
  const empty = { ...feed, candles: async () => [] };
  runtime = createBacktestRuntime({ feed: empty, clocks, threads: 1, threadFile: thread.file });
  const failed = await finish((await request(BASE)).id);
  expect(failed).toMatchObject({
    status: "failed",
    statusReason: expect.stringMatching(/only 0 5m candles of BTC/),
  });
});

it("waiting ones are handed to the engine once, strays of other prices are ended", async () => {
  const asked = await request(BASE);
  const stray = await request(BASE);
  await db.backtestRun.update({ where: { id: stray.id }, data: { source: "simulated:other" } });
  const sent: SentEvent[] = [];
  const send = createBacktestSender(runtime, async (events) => sent.push(...events));
  await send();
  await send();
  expect(sent.filter(({ data }) => (data as { userId: string }).userId === owner.userId)).toEqual([
    {
      id: `backtest:${asked.id}`,
      name: "backtest/requested",
      data: { backtestId: asked.id, userId: owner.userId },
    },
  ]);
  const ended = await showBacktest(owner.userId, stray.id);
  expect(ended).toMatchObject({ value: { status: "failed", statusReason: /no longer in use/ } });
  await finish(asked.id);
});

it("a backtest whose job was lost is taken up again by an event of its own, and ended when that never helps", async () => {
  const lost = await request(BASE);
  const behind = await request(BASE);
  const sent: string[] = [];
  let later = 0;
  const wall = () => wallMs(Date.now() + later);
  runtime = createBacktestRuntime({ feed, clocks: { ...clocks, wall }, threads: 1, threadFile: thread.file });
  const send = createBacktestSender(runtime, async (events) =>
    sent.push(
      ...events
        .filter(({ data }) => (data as { userId: string }).userId === owner.userId)
        .map(({ id }) => id ?? ""),
    ),
  );
  await send();
  later += 30_000;
  await send();
  expect(sent).toEqual([`backtest:${lost.id}`, `backtest:${behind.id}`]);
  sent.length = 0;
  // half done, and then its run failed for good
  await continueBacktest(runtime, lost.id, 0);
  await stopBacktests(runtime);
  await send();
  expect(sent).toEqual([]);
  for (const minutes of [2, 3, 6, 11]) {
    later += minutes * 60_000;
    await send();
    await send();
  }
  // the one behind waits rightly while another of its user is at work
  expect(sent).toEqual([1, 2, 3, 4].map((count) => `backtest:${lost.id}:${count}`));
  later += 21 * 60_000;
  await send();
  expect(await showBacktest(owner.userId, lost.id)).toMatchObject({
    value: {
      status: "failed",
      statusReason: expect.stringMatching(/job was lost 4 times.*ask for it again/),
    },
  });
  const trail = await db.auditEntry.findMany({ where: { subject: lost.id, action: "backtest.taken_up" } });
  expect(trail).toHaveLength(4);
  await send();
  expect(sent.at(-1)).toBe(`backtest:${behind.id}:1`);
  expect((await finish(behind.id)).status).toBe("done");
}, 60_000);

it("lists, compares and deletes only what is one's own", async () => {
  const left = await finish((await request(BASE)).id);
  const right = await finish((await request({ ...BASE, params: { fast: 5, slow: 50 }, stop: "0.05" })).id);
  const { items } = await listBacktests(owner.userId, 10);
  expect(items.map(({ id }) => id)).toEqual([right.id, left.id]);
  const compared = await compareBacktests({ userId: owner.userId, left: left.id, right: right.id });
  if (!compared.ok) throw new Error(compared.refusal.message);
  expect(compareBacktestsCommand.output.safeParse(compared.value).error).toBeUndefined();
  expect(compared.value.differences.map(({ name }) => name)).toEqual(["params", "stop"]);
  const row = compared.value.rows.find(
    ({ name, group }) => name === "maxDrawdown" && group === "daily equity",
  );
  expect(row?.better).toBe(Number(row?.left) < Number(row?.right) ? "left" : "right");
  const stranger = toAsk({ userId: randomUUID(), role: "owner" });
  expect(await deleteBacktest({ backtestId: left.id }, stranger)).toMatchObject({ ok: false });
  expect((await showBacktest(stranger.userId, left.id)).ok).toBe(false);
  expect(await deleteBacktest({ backtestId: left.id }, ask())).toMatchObject({ ok: true });
  expect((await showBacktest(owner.userId, left.id)).ok).toBe(false);
});
