import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { arrangePerson, toAsk } from "@/server/bots/testing/arrange-fleet";
import { runBacktestCommand } from "@/server/commands/catalog/backtest/run-backtest";
import type { CommandContext } from "@/server/commands/command";
import { runCommand } from "@/server/commands/run-command";
import { marketMs, wallMs } from "@/server/kernel/clock";
import { openRecordedFeed } from "@/server/market/feeds/recorded-feed";
import { openMarketSession } from "@/server/market/open-market-session";
import { createTestDatabase, type TestDatabase } from "@/server/platform/testing/test-database";
import { continueBacktest, stopBacktests } from "./continue-backtest";
import type { BacktestView } from "./core/backtest-view";
import { listBacktestChoices } from "./list-backtest-choices";
import { type BacktestRuntime, createBacktestRuntime } from "./runtime";
import { showBacktest } from "./show-backtest";
import { buildThread } from "./testing/build-thread";

const FROM = Date.UTC(2024, 5, 1);
const STEP = 300_000;
const CANDLES = 2_400;
const UNTIL = FROM + CANDLES * STEP;
const iso = (ms: number) => new Date(ms).toISOString();

const folder = mkdtempSync(path.join(tmpdir(), "amarktai-recorded-"));
let database: TestDatabase;
let runtime: BacktestRuntime;
let thread: Awaited<ReturnType<typeof buildThread>>;
let owner: CommandContext;
beforeAll(async () => {
  database = await createTestDatabase();
  const file = path.join(folder, "BINANCE_PEPE-USDT_5m.csv");
  const rows = Array.from({ length: CANDLES }, (_, index) => {
    const price = (0.000_001_2 * (1 + 0.1 * Math.sin(index / 40))).toFixed(10);
    return [FROM + index * STEP, price, price, price, price, 1_000].join(",");
  });
  writeFileSync(file, ["timestamp_ms,open,high,low,close,volume", ...rows].join("\n"));
  const feed = await openRecordedFeed([file], Date.now());
  await openMarketSession({ feed, speed: 60, wallNow: wallMs(Date.now()) });
  thread = await buildThread();
  // the market clock stands a day into the file
  const clocks = { market: () => marketMs(FROM + 86_400_000), wall: () => wallMs(Date.now()) };
  runtime = createBacktestRuntime({ feed, clocks, threads: 1, threadFile: thread.file });
  owner = await arrangePerson(database.ownerUrl, { role: "owner" });
});
afterAll(async () => {
  await stopBacktests(runtime);
  thread?.remove();
  await database?.drop();
  rmSync(folder, { recursive: true, force: true });
});

const ask = {
  kind: "run",
  exchange: "binance",
  symbols: ["PEPE/USDT"],
  timeframe: "5m",
  strategy: "ema-cross",
};

it("tests the whole file, wherever the market clock stands, and its title says those days", async () => {
  const [market] = (await listBacktestChoices(owner.userId)).markets;
  expect(market).toMatchObject({ kind: "recorded", span: { from: iso(FROM), until: iso(UNTIL) } });
  const year = { from: iso(FROM - 300 * 86_400_000), to: iso(UNTIL + 65 * 86_400_000) };
  const input = { ...ask, ...year, name: "Whole", stake: "1e3", wallet: "1 000" };
  const answer = await runCommand(runBacktestCommand, input, toAsk({ userId: owner.userId, role: "owner" }));
  if (!answer.ok || answer.value.status !== "done") throw new Error("was not asked for");
  const asked = answer.value.answer as BacktestView;
  expect(asked.request).toMatchObject({ from: iso(FROM), to: iso(UNTIL), wallet: "1000", stake: "1000" });
  expect(asked.title).toBe("Whole: EMA cross on PEPE/USDT 5m, 2024-06-01 to 2024-06-09");
  expect(asked.setup).toMatch(/wallet 1000 USDT, stake 1000 · fee of the market/);
  for (let part = 0; part < 60; part++) if ((await continueBacktest(runtime, asked.id, 1_000)).ended) break;
  const shown = await showBacktest(owner.userId, asked.id);
  if (!shown.ok || !shown.value.report) throw new Error("has no report");
  const { candles, chart, newest, refused } = shown.value.report;
  expect(candles).toMatchObject({ count: CANDLES, missing: 0, from: iso(FROM), to: iso(UNTIL) });
  // joined for the whole, and the newest as they were tested
  expect(chart.length).toBeLessThan(CANDLES);
  expect([newest?.length, newest?.at(-1)?.at]).toEqual([1_000, iso(UNTIL - STEP)]);
  // a stake as large as the wallet leaves nothing for its fee
  expect(refused?.funds).toBeGreaterThan(0);
});

it("says which dates there are when a period lies outside them", async () => {
  const outside = { ...ask, from: iso(UNTIL + STEP), to: iso(UNTIL + 9 * STEP) };
  const answer = await runCommand(
    runBacktestCommand,
    outside,
    toAsk({ userId: owner.userId, role: "owner" }),
  );
  expect(answer).toMatchObject({ ok: false, refusal: { message: expect.stringContaining(iso(FROM)) } });
});
