import { afterAll, beforeAll, expect, it } from "vitest";
import type { BacktestReport } from "../core/backtest-view";
import { buildThread } from "../testing/build-thread";
import { threadSetup } from "../testing/thread-setup";
import { doWork, type Figures, type WorkDesk } from "./do-work";
import type { ThreadSetup } from "./thread-message";
import { openThreadPool, type ThreadPool } from "./thread-pool";

let thread: Awaited<ReturnType<typeof buildThread>>;
beforeAll(async () => {
  thread = await buildThread();
});
afterAll(() => thread.remove());

const SEARCH = {
  ranges: { fast: { from: 4, to: 20, step: 2 }, slow: { from: 20, to: 60, step: 5 } },
  sets: 40,
  objective: "total-return",
  minTrades: 3,
};
const WALK = { kind: "walk-forward", ...SEARCH, method: "genetic", fitDays: 10, judgeDays: 5 };

type Run = {
  readonly report: BacktestReport | null;
  readonly chunks: Map<string, Figures>;
  readonly asked: number;
};

async function run(
  setup: ThreadSetup,
  threads: number,
  { chunks = new Map<string, Figures>(), cancelAfter = Number.POSITIVE_INFINITY } = {},
): Promise<Run> {
  const pool = openThreadPool(setup, threads, thread.file);
  let asked = 0;
  const counted: ThreadPool = {
    ...pool,
    run: (job) => {
      if (job.kind === "evaluate") asked += 1;
      return pool.run(job);
    },
  };
  let saved = 0;
  const desk: WorkDesk = {
    find: (batch, chunk) => chunks.get(`${batch} ${chunk}`),
    save: async (batch, chunk, figures) => {
      chunks.set(`${batch} ${chunk}`, figures);
      saved += 1;
    },
    progress: () => undefined,
    cancelled: () => saved >= cancelAfter,
  };
  const [first] = setup.markets;
  const found = await doWork({
    request: setup.request,
    openAt: first?.candles.openAt ?? new Float64Array(0),
    lead: 0,
    needs: ({ fast, slow }) => ((fast as number) < (slow as number) ? (slow as number) : null),
    pool: counted,
    desk,
    now: () => 0,
  });
  await pool.close();
  return { report: found?.json ? (JSON.parse(found.json) as BacktestReport) : null, chunks, asked };
}
const timeless = (report: BacktestReport | null) => ({ ...report, timing: null });

it("the same seed gives the same report on one thread and on two", async () => {
  const setup = threadSetup(WALK);
  const [one, two] = [await run(setup, 1), await run(setup, 2)];
  expect(one.report).not.toBeNull();
  expect(timeless(two.report)).toEqual(timeless(one.report));
  const other = await run(threadSetup({ ...WALK, seed: 7 }), 2);
  expect(timeless(other.report)).not.toEqual(timeless(one.report));
}, 60_000);

it("what an earlier worker has finished is not evaluated again, and the report is the same", async () => {
  const setup = threadSetup(WALK);
  const whole = await run(setup, 2);
  const cut = await run(setup, 2, { cancelAfter: 4 });
  expect(cut.report).toBeNull();
  const kept = cut.chunks.size;
  expect(kept).toBeGreaterThanOrEqual(4);
  const resumed = await run(setup, 1, { chunks: cut.chunks });
  expect(resumed.asked).toBe(whole.asked - kept);
  expect(timeless(resumed.report)).toEqual(timeless(whole.report));
}, 60_000);

it("walk-forward parameters know nothing of what they are judged on", async () => {
  const setup = threadSetup(WALK);
  const before = await run(setup, 1);
  const [window] = before.report?.walkForward?.windows ?? [];
  const judgedFrom = Date.parse(window?.judgeFrom ?? "");
  const { candles } = setup.markets[0] as ThreadSetup["markets"][number];
  // another future: everything after the first window's fit runs the other way
  const turn = candles.openAt.findIndex((at) => at >= judgedFrom);
  const pivot = candles.open[turn] as number;
  for (let index = turn; index < candles.open.length; index++) {
    const [open, close] = [candles.open[index] as number, candles.close[index] as number];
    candles.open[index] = (pivot * pivot) / open;
    candles.close[index] = (pivot * pivot) / close;
    const { high, low } = candles;
    [high[index], low[index]] = [
      (pivot * pivot) / (low[index] as number),
      (pivot * pivot) / (high[index] as number),
    ];
  }
  const after = await run(setup, 1);
  const [same] = after.report?.walkForward?.windows ?? [];
  expect(same?.params).toEqual(window?.params);
  expect(same?.inSample).toEqual(window?.inSample);
  expect(same?.outOfSample).not.toEqual(window?.outOfSample);
}, 60_000);

it("the stitched equity is unbroken and ends with what all judged trades earned", async () => {
  const { report } = await run(threadSetup(WALK), 2);
  const profit = report?.trades.reduce((sum, trade) => sum + Number(trade.profit), 0) ?? Number.NaN;
  expect(Number(report?.equity.at(-1)?.equity)).toBeCloseTo(10_000 + profit, 6);
  const windows = report?.walkForward?.windows ?? [];
  expect(windows.length).toBeGreaterThan(3);
  expect(report?.candles.from).toBe(windows[0]?.judgeFrom);
  const inside = (at: string) => windows.some((one) => at >= one.judgeFrom && at < one.judgeTo);
  expect(report?.trades.every(({ openAt, closeAt }) => inside(openAt) && inside(closeAt))).toBe(true);
}, 60_000);

it("a sweep ranks its sets, shows the best and deflates its Sharpe ratio by the number tried", async () => {
  const { report } = await run(threadSetup({ kind: "sweep", ...SEARCH, method: "grid", sets: 500 }), 2);
  const rows = report?.sweep?.rows ?? [];
  expect(rows.length).toBe(report?.sweep?.sets);
  const objectives = rows.flatMap(({ objective }) => (objective === null ? [] : [Number(objective)]));
  expect(objectives).toEqual([...objectives].sort((a, b) => b - a));
  expect(report?.params).toMatchObject(rows[0]?.params ?? {});
  expect(report?.tradesTotal).toBe(rows[0]?.trades);
  const { probabilisticSharpe, deflatedSharpe } = report?.metrics.daily ?? {};
  expect(deflatedSharpe).toBeLessThan(probabilisticSharpe as number);
  expect(report?.equity.length).toBeLessThanOrEqual(2_000);
}, 60_000);

it("a grid strategy, which depends on its position, is replayed too", async () => {
  const { report } = await run(threadSetup({ kind: "run", strategy: "grid", params: { step: 0.01 } }), 1);
  expect(report?.tradesTotal).toBeGreaterThan(5);
  expect(report?.checks.lookAhead.ok).toBe(true);
}, 60_000);

it("a strategy that is not there fails with a sentence instead of hanging", async () => {
  const setup = threadSetup({ kind: "run", strategy: "nowhere" });
  await expect(run(setup, 1)).rejects.toThrow();
}, 60_000);
