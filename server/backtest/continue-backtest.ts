import { setTimeout as sleep } from "node:timers/promises";
import { record } from "@/server/audit/record";
import { Fault } from "@/server/kernel/result";
import { logger } from "@/server/platform/logger";
import { failBacktest } from "./fail-backtest";
import { openWork } from "./open-work";
import type { BacktestRuntime } from "./runtime";
import { saveSeen } from "./store";

/** How long one step of the job works, wall clock; the work itself goes on between two steps. */
const PART_MS = 5_000;

/**
 * Works on a backtest for some seconds and says whether it has ended. The first call opens it (candles, threads, what an
 * earlier worker has finished), later ones find it at work. Throws a Fault worth a retry when threads or database fail;
 * anything else that breaks ends the backtest with its reason.
 */
export async function continueBacktest(
  runtime: BacktestRuntime,
  backtestId: string,
  partMs = PART_MS,
): Promise<{ readonly backtestId: string; readonly ended: boolean }> {
  const { works, clocks } = runtime;
  await record((tx) => saveSeen(tx, backtestId, clocks.wall()));
  const known = works.get(backtestId) ?? openWork(runtime, backtestId);
  works.set(backtestId, known);
  const waiting = new AbortController();
  try {
    const work = await known;
    const ended = work
      ? await Promise.race([
          work.ended.then(() => true),
          sleep(partMs, false, { signal: waiting.signal }).catch(() => false),
        ])
      : true;
    if (ended) works.delete(backtestId);
    return { backtestId, ended };
  } catch (error) {
    works.delete(backtestId);
    if (error instanceof Fault && error.retryable) throw error;
    logger("backtest").error({ err: error, backtestId }, "a backtest broke");
    await failBacktest(
      runtime,
      backtestId,
      "It broke inside: the log of the worker says where. Try it again.",
    );
    return { backtestId, ended: true };
  } finally {
    waiting.abort();
  }
}

/** Ends the threads of all backtests at work, when the worker stops; the next worker goes on with them. */
export async function stopBacktests({ works }: BacktestRuntime): Promise<void> {
  const open = await Promise.allSettled(works.values());
  works.clear();
  for (const work of open) if (work.status === "fulfilled") await work.value?.stop();
}
