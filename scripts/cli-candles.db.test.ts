import { type ChildProcess, execFile, spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { arrangePerson } from "@/server/bots/testing/arrange-fleet";
import type { SeriesPage, SeriesView } from "@/server/candles/core/series-view";
import { type Simulator, startSimulator } from "@/server/exchange/simulator/start-simulator";
import { createTestDatabase, type TestDatabase } from "@/server/platform/testing/test-database";

const ROOT = path.resolve(import.meta.dirname, "..");
const NAME = "practice-binance:BTC/USDT:1m";
const MINUTES = 30_000;

let own: TestDatabase;
let simulator: Simulator;
const home = mkdtempSync(path.join(tmpdir(), "amarktai-candles-"));
beforeAll(async () => {
  own = await createTestDatabase();
  simulator = await startSimulator({ exchange: "binance", limits: 0 });
});
afterAll(async () => {
  await simulator.close();
  rmSync(home, { recursive: true, force: true });
  await own.drop();
});

const envOf = () => ({
  ...process.env,
  DATABASE_URL: own.ownerUrl,
  DATABASE_APP_URL: own.url,
  AMARKTAI_SIMULATORS: `binance=${simulator.origin}`,
});
const callOf = (args: readonly string[]) => [path.join(ROOT, "scripts/cli.mjs"), ...args, "--home", home];

type Answer = { readonly code: number; readonly out: string; readonly said: string };
const cli = (...args: readonly string[]): Promise<Answer> =>
  new Promise((resolve) => {
    const options = { cwd: home, env: envOf(), maxBuffer: 64 * 1024 * 1024 };
    execFile(process.execPath, callOf(args), options, (error, out, said) =>
      resolve({ code: error ? Number(error.code ?? 1) : 0, out, said }),
    );
  });
const json = async <T>(...args: readonly string[]): Promise<T> => {
  const { code, out, said } = await cli(...args, "--json");
  expect({ code, said }).toEqual({ code: 0, said: expect.any(String) });
  return JSON.parse(out) as T;
};
const only = async (): Promise<SeriesView | undefined> =>
  (await json<SeriesPage>("candles", "list")).items[0];

it("before anybody owns it, and for what names nothing: a sentence, status 2, nothing written", async () => {
  const nobody = await cli("candles", "list");
  expect(nobody).toEqual({ code: 2, out: "", said: expect.stringMatching(/Nobody has claimed/) });
  await arrangePerson(own.ownerUrl, { role: "owner" });
  for (const [args, reason] of [
    [["download", "binance"], /write place, market and timeframe like binance:BTC\/USDT:1h/],
    [["download", "bitstamp:BTC/USD:1h"], /"bitstamp" is no exchange: candles come from luno, binance/],
    [["download", NAME], /Say from when on/],
    [["download", NAME, "--from", "2199-01-01"], /lies in the future/],
    [
      ["download", "practice-binance:BTC/USDD:1m", "--from", "2024-01-01", "--to", "2024-01-02"],
      /Binance does not list BTC\/USDD\. It lists/,
    ],
    [["import", "nothing.csv"], /nothing\.csv: there is no such file/],
  ] as const) {
    const { code, out, said } = await cli("candles", ...args);
    expect({ args, code, out, said }).toEqual({
      args,
      code: 2,
      out: "",
      said: expect.stringMatching(reason),
    });
    expect(said.trim().split("\n")).toHaveLength(1);
  }
  // what failed stays to be seen, without a candle
  expect(
    (await json<SeriesPage>("candles", "list")).items.map(({ status, candles }) => [status, candles]),
  ).toEqual([["failed", 0]]);
  await cli("candles", "delete", "practice-binance:BTC/USDD:1m");
}, 120_000);

it("a download that was killed with -9 goes on where it stood, and is used by name like a file", async () => {
  const from = new Date(Math.floor(Date.now() / 60_000) * 60_000 - MINUTES * 60_000).toISOString();
  const child = spawn(process.execPath, callOf(["candles", "download", NAME, "--from", from]), {
    cwd: home,
    env: envOf(),
    stdio: "ignore",
    detached: true,
  });
  await untilSome();
  killAll(child);
  const cut = await only();
  expect(cut).toMatchObject({ name: NAME, status: "running" });
  expect(cut?.candles).toBeGreaterThan(0);
  expect(cut?.candles).toBeLessThan(MINUTES);
  const view = await json<SeriesView>("candles", "download", NAME);
  expect(view).toMatchObject({ status: "done", missing: 0, from });
  expect(view.candles).toBeGreaterThanOrEqual(MINUTES - 1);

  // by name, and as the file that "export" writes: the same run
  await json("candles", "export", NAME, "own.csv");
  expect(existsSync(path.join(home, "own.csv"))).toBe(true);
  type Run = { readonly candles: number; readonly metrics: unknown; readonly trades: readonly unknown[] };
  const call = ["--strategy", "ema-cross", "--timeframe", "15m"];
  const [named, filed] = [
    await json<Run>("backtest", "--candles", NAME, ...call),
    await json<Run>("backtest", "--candles", "own.csv", ...call),
  ];
  expect(named.candles).toBeGreaterThan(1_900);
  expect(named.trades.length).toBeGreaterThan(5);
  expect(named).toMatchObject({ candles: filed.candles, metrics: filed.metrics, trades: filed.trades });
  const sweep = await json<{ readonly sweep: { readonly tried: number } }>(
    ...["backtest", "--candles", NAME, "--timeframe", "15m", "--strategy", "ema-cross"],
    ...["--sweep", '{"fast":{"from":5,"to":9,"step":1}}'],
  );
  expect(JSON.stringify(sweep)).toContain("fast");
}, 180_000);

it("a file is kept as it is read, once, and a faulty one leaves nothing", async () => {
  const rows = Array.from(
    { length: 200 },
    (_, row) => `${Date.UTC(2024, 0, 1) + row * 3_600_000},10,12,9,11,5`,
  );
  const header = "timestamp_ms,open,high,low,close,volume";
  writeFileSync(path.join(home, "mine.csv"), [header, ...rows.slice(0, 100), ...rows.slice(103)].join("\n"));
  const nameless = await cli("candles", "import", "mine.csv");
  expect(nameless).toMatchObject({
    code: 2,
    said: expect.stringMatching(/does not say which market it is of/),
  });
  const call = ["candles", "import", "mine.csv", "--symbol", "ETH/USDT", "--name", "vision"];
  expect(await json<SeriesView>(...call)).toMatchObject({
    name: "vision:ETH/USDT:1h",
    status: "done",
    candles: 197,
    missing: 3,
    file: "mine.csv",
    notes: [expect.stringMatching(/3 candles are missing/)],
  });
  expect(await cli(...call)).toMatchObject({ code: 2, said: expect.stringMatching(/call these otherwise/) });
  writeFileSync(
    path.join(home, "bad.csv"),
    [header, ...rows.slice(0, 50), `${Date.UTC(2024, 0, 3, 2)},10,9,12,11,5`].join("\n"),
  );
  const bad = await cli("candles", "import", "bad.csv", "--symbol", "SOL/USDT");
  expect(bad).toMatchObject({ code: 2, out: "", said: expect.stringMatching(/bad\.csv: row 51 .*high/) });
  const names = (await json<SeriesPage>("candles", "list")).items.map(({ name }) => name);
  expect(names).toEqual([NAME, "vision:ETH/USDT:1h"]);
  expect(await cli("candles", "delete", "vision:ETH/USDT:1h")).toMatchObject({ code: 0 });
}, 120_000);

async function untilSome(): Promise<void> {
  for (let look = 0; look < 600; look++) {
    const { db } = await import("@/server/platform/db");
    if ((await db.candleSet.count({ where: { candles: { gt: 0 } } })) > 0) return;
    await sleep(50);
  }
  throw new Error("nothing was downloaded");
}

/** The call and the process it reads in: they are one group. */
function killAll({ pid }: ChildProcess): void {
  if (pid !== undefined) process.kill(-pid, "SIGKILL");
}
