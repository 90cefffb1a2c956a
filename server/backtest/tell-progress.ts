import { announce } from "@/server/audit/announce";
import { record } from "@/server/audit/record";
import type { Clocks } from "@/server/kernel/clock";
import { logger } from "@/server/platform/logger";
import { repeat } from "@/server/platform/repeat";
import { type BacktestWork, type ProgressRow, saveProgress } from "./store";

/** How often progress is written down and told, and a cancellation noticed; wall clock. */
const EVERY_MS = 1_000;

export type ProgressTeller = {
  readonly progress: (done: number, words: string) => void;
  /** true once it no longer runs: cancelled, failed or deleted */
  readonly gone: () => boolean;
  readonly stop: () => Promise<void>;
};

/** Writes down how far a backtest is, tells the pages when that has changed, and notices that it no longer runs. */
export function tellProgress(
  { id, userId, total }: Pick<BacktestWork, "id" | "userId" | "total">,
  clocks: Clocks,
  onGone: () => void,
): ProgressTeller {
  const log = logger("backtest");
  const startedAt = clocks.wall();
  let latest: ProgressRow = { id, done: 0, total, step: "Loading candles", etaMs: null };
  let told = "";
  /** evaluations found finished say nothing about the pace */
  let firstDone: number | null = null;
  let gone = false;
  const loop = repeat("the progress of a backtest", EVERY_MS, log, async () => {
    if (gone) return;
    const row = latest;
    if (!(await record((tx) => saveProgress(tx, row)))) {
      gone = true;
      onGone();
      return;
    }
    const text = `${row.done} ${row.step}`;
    if (text === told) return;
    told = text;
    const { done, step, etaMs } = row;
    const now = { userId, marketNow: clocks.market(), wallNow: clocks.wall() };
    const data = { backtestId: id, status: "running", done, total, step, etaMs };
    await announce(now, { name: "backtest/changed", data });
  });
  return {
    progress: (done, words) => {
      firstDone ??= done;
      const made = done - firstDone;
      const left = Math.max(0, total - 1 - done);
      const etaMs = made > 0 ? Math.round(((clocks.wall() - startedAt) / made) * left) : null;
      latest = { id, done: Math.min(done, Math.max(0, total - 1)), total, step: words, etaMs };
    },
    gone: () => gone,
    stop: () => loop.stop(),
  };
}
