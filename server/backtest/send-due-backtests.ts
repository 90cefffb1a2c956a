import type { SentEvent } from "@/server/events/job-engine";
import { failBacktest } from "./fail-backtest";
import type { BacktestRuntime } from "./runtime";
import { findOpenBacktests } from "./store";
import { backtestEvent, takeUpOrphans } from "./take-up-orphans";

const OPEN_MAX = 1_000;

/**
 * Hands backtests that wait to the job engine: their requests come from other processes by the database. An event is
 * taken once per id, so sending it again is a repeat. Those that were asked for on other prices end here; those whose
 * job was lost are taken up again.
 */
export function createBacktestSender(
  runtime: BacktestRuntime,
  send: (events: readonly SentEvent[]) => Promise<unknown>,
) {
  const sent = new Set<string>();
  return async (): Promise<{ readonly sent: number }> => {
    const open = await findOpenBacktests(OPEN_MAX);
    const { source } = runtime.feed;
    for (const stray of open.filter((one) => one.source !== source)) {
      await failBacktest(
        runtime,
        stray.id,
        "The prices it was asked for are no longer in use: ask for it again.",
      );
    }
    const ours = open.filter((one) => one.source === source);
    const due = ours.filter((one) => !sent.has(one.id));
    if (due.length > 0) await send(due.map(backtestEvent));
    for (const { id } of due) sent.add(id);
    await takeUpOrphans(runtime, ours, send);
    return { sent: due.length };
  };
}
