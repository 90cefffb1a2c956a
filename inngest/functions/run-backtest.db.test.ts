import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { stopBacktests } from "@/server/backtest/continue-backtest";
import { listBacktests } from "@/server/backtest/list-backtests";
import { requestBacktest } from "@/server/backtest/request-backtest";
import { type BacktestRuntime, createBacktestRuntime } from "@/server/backtest/runtime";
import { createBacktestSender } from "@/server/backtest/send-due-backtests";
import { buildThread } from "@/server/backtest/testing/build-thread";
import { arrangeMarkets, arrangePerson, MARKET_NOW, toAsk } from "@/server/bots/testing/arrange-fleet";
import { runBacktestCommand } from "@/server/commands/catalog/backtest/run-backtest";
import { startJobs } from "@/server/engine/start-jobs";
import { EVENT_KEY, SIGNING_KEY } from "@/server/engine/testing/engine-lab";
import { inngest } from "@/server/events/inngest-client";
import type { JobEngine } from "@/server/events/job-engine";
import { wallMs } from "@/server/kernel/clock";
import { createSimulatedFeed } from "@/server/market/feeds/simulated-feed";
import { createTestDatabase, type TestDatabase } from "@/server/platform/testing/test-database";
import { runBacktest } from "./run-backtest";

const DAYS = 20;
const SETS = 200;
const feed = createSimulatedFeed({ seed: 1, startAt: MARKET_NOW });
const clocks = { market: () => MARKET_NOW, wall: () => wallMs(Date.now()) };

let database: TestDatabase;
let runtime: BacktestRuntime;
let thread: Awaited<ReturnType<typeof buildThread>>;
let jobs: JobEngine;
beforeAll(async () => {
  database = await createTestDatabase();
  vi.stubEnv("INNGEST_SIGNING_KEY", SIGNING_KEY);
  vi.stubEnv("INNGEST_EVENT_KEY", EVENT_KEY);
  inngest.setEnvVars();
  await arrangeMarkets(database.ownerUrl);
  thread = await buildThread();
  runtime = createBacktestRuntime({ feed, clocks, threads: 1, threadFile: thread.file });
  const log = { info() {}, warn() {}, error() {} };
  jobs = await startJobs({
    functions: [runBacktest({ backtests: runtime })],
    clocks,
    clockId: "simulated:1",
    log,
  });
});
afterAll(async () => {
  await jobs?.stop();
  await stopBacktests(runtime);
  thread?.remove();
  await database?.drop();
});

it("the engine carries out what waits, one of a user at a time", async () => {
  const { userId } = await arrangePerson(database.ownerUrl, { role: "owner" });
  const input = runBacktestCommand.input.parse({
    kind: "sweep",
    exchange: "binance",
    symbols: ["BTC/USDT"],
    timeframe: "5m",
    strategy: "ema-cross",
    from: new Date(MARKET_NOW - DAYS * 86_400_000).toISOString(),
    to: new Date(MARKET_NOW).toISOString(),
    method: "random",
    sets: SETS,
    minTrades: 1,
    ranges: { fast: { from: 2, to: 60, step: 1 }, slow: { from: 65, to: 190, step: 1 } },
  });
  for (let count = 0; count < 2; count++) {
    const asked = await requestBacktest(input, toAsk({ userId, role: "owner" }));
    expect(asked.ok).toBe(true);
  }
  await createBacktestSender(runtime, jobs.send)();
  const statuses = async () => (await listBacktests(userId, 10)).items.map(({ status }) => status).sort();
  let mostRunning = 0;
  let now = await statuses();
  for (let look = 0; look < 2_400 && now.some((one) => one === "queued" || one === "running"); look++) {
    mostRunning = Math.max(mostRunning, now.filter((one) => one === "running").length);
    await sleep(100);
    now = await statuses();
  }
  expect(now).toEqual(["done", "done"]);
  expect(mostRunning).toBe(1);
}, 300_000);
