import { commit } from "@/server/audit/commit";
import { jobContext } from "@/server/audit/job-context";
import { record } from "@/server/audit/record";
import { accept, invariant, type Result, refuse } from "@/server/kernel/result";
import { timeframeMs, timeframes } from "@/server/market/core/candle";
import { findStrategy } from "@/server/strategy/core/catalog";
import { changeStatus } from "./change-status";
import { leadOf } from "./core/judge-request";
import { needsOf } from "./core/search-needs";
import { failBacktest } from "./fail-backtest";
import { loadReplayCandles } from "./load-replay-candles";
import type { BacktestRuntime, OpenWork } from "./runtime";
import { type BacktestWork, findChunks, findWork, saveChunk, saveReport } from "./store";
import { type ProgressTeller, tellProgress } from "./tell-progress";
import { doWork, type Figures } from "./threads/do-work";
import type { ThreadMarket, ThreadReport, ThreadSetup } from "./threads/thread-message";
import { openThreadPool, threadsForApp } from "./threads/thread-pool";

const JOB = "run-backtest";
const NOTHING_FOUND =
  "No parameter set made enough trades to be judged: widen the ranges, take a longer period, or ask for fewer trades.";

/** Opens one that waits or was at work when a worker ended; null when there is nothing to do any more. */
export async function openWork(runtime: BacktestRuntime, backtestId: string): Promise<OpenWork | null> {
  const work = await findWork(backtestId);
  if (!work || !["queued", "running"].includes(work.status)) return null;
  const { clocks } = runtime;
  if (work.status === "queued") {
    const { id, userId, done, total } = work;
    const started = await changeStatus(
      { id, from: ["queued"], to: "running", reason: "its turn has come", done, total },
      jobContext(clocks, userId, JOB, id),
    );
    if (!started.ok || !started.value) return null;
  }
  const setup = await prepare(runtime, work);
  if (!setup.ok) {
    await failBacktest(runtime, backtestId, setup.refusal.message);
    return null;
  }
  return begin(runtime, work, setup.value);
}

/** Loads the candles of every symbol and puts together what all threads know. */
async function prepare(
  { feed }: BacktestRuntime,
  { request, options, source }: BacktestWork,
): Promise<Result<ThreadSetup>> {
  if (feed.source !== source) {
    return refuse("not_now", "The prices it was asked for are no longer in use: ask for it again.");
  }
  const strategy = findStrategy(request.strategy);
  if (!strategy) return refuse("not_found", `There is no strategy "${request.strategy}" any more.`);
  const timeframe = timeframes.find((one) => one === request.timeframe);
  invariant(timeframe, `a backtest was stored with the timeframe ${request.timeframe}`);
  const markets: ThreadMarket[] = [];
  for (const symbol of request.symbols) {
    const loaded = await loadReplayCandles(feed, {
      market: { exchange: request.exchange, symbol },
      timeframe,
      lead: leadOf(request, strategy, timeframeMs(timeframe)),
      from: Date.parse(request.from),
      until: Date.parse(request.to),
    });
    if (!loaded.ok) return loaded;
    const own = options[symbol];
    invariant(own, `a backtest was stored without options for ${symbol}`);
    markets.push({ symbol, ...loaded.value, options: own });
  }
  return accept({ request, stepMs: timeframeMs(timeframe), markets, source: feed.label });
}

async function begin(runtime: BacktestRuntime, work: BacktestWork, setup: ThreadSetup): Promise<OpenWork> {
  const { id, request } = work;
  const stored = new Map(
    (await findChunks(id)).map(({ batch, chunk, figures }) => [`${batch} ${chunk}`, figures as Figures]),
  );
  const strategy = findStrategy(request.strategy);
  const [first] = setup.markets;
  invariant(strategy && first, "a backtest has a strategy and a market");
  const pool = openThreadPool(setup, runtime.threads ?? threadsForApp(), runtime.threadFile);
  const teller = tellProgress(work, runtime.clocks, () => void pool.close());
  const done = doWork({
    request,
    openAt: first.candles.openAt,
    lead: first.lead,
    pool,
    now: () => runtime.clocks.wall(),
    needs: needsOf(request, { strategy, stepMs: setup.stepMs }),
    desk: {
      find: (batch, chunk) => stored.get(`${batch} ${chunk}`),
      save: (batch, chunk, figures) =>
        record((tx) => saveChunk(tx, { backtestId: id, batch, chunk, figures })),
      progress: teller.progress,
      cancelled: teller.gone,
    },
  });
  return {
    ended: finish(runtime, work, { done, teller, close: () => pool.close() }),
    stop: () => pool.close(),
  };
}

type AtWork = {
  readonly done: Promise<ThreadReport | null>;
  readonly teller: ProgressTeller;
  readonly close: () => Promise<void>;
};

async function finish(
  runtime: BacktestRuntime,
  work: BacktestWork,
  { done, teller, close }: AtWork,
): Promise<void> {
  try {
    const found = await done;
    // the teller must not note progress of what has ended
    await teller.stop();
    if (found) await keep(runtime, work, found);
  } catch (error) {
    // the threads were ended because it no longer runs
    if (!teller.gone()) throw error;
  } finally {
    await teller.stop();
    await close();
  }
}

async function keep(
  runtime: BacktestRuntime,
  { id, userId, total }: BacktestWork,
  { json, headline }: ThreadReport,
): Promise<void> {
  if (json === null || headline === null) {
    await failBacktest(runtime, id, NOTHING_FOUND);
    return;
  }
  const ctx = jobContext(runtime.clocks, userId, JOB, id);
  await commit(ctx, {
    action: "backtest.done",
    subject: id,
    reason: "carried out",
    detail: { ...headline },
    events: [
      {
        name: "backtest/changed",
        data: { backtestId: id, status: "done", done: total, total, step: "", etaMs: null },
      },
    ],
    write: (tx) => saveReport(tx, { id, json, headline, wallNow: ctx.wallNow }),
    unchanged: (saved) => !saved,
  });
}
