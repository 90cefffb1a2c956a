import { commit } from "@/server/audit/commit";
import { jobContext } from "@/server/audit/job-context";
import type { SentEvent } from "@/server/events/job-engine";
import { judgeOrphans, TAKE_UPS_MAX, type Owned as Watched } from "@/server/events/judge-orphans";
import { failBacktest } from "./fail-backtest";
import type { BacktestRuntime } from "./runtime";
import { saveTakenUp } from "./store";

type Owned = Watched & { readonly userId: string };

/**
 * The event that a backtest's job begins with. Its id holds which sending it is: the same sending again is a repeat,
 * a job that was lost is not.
 */
export const backtestEvent = ({
  id,
  userId,
  takenUp,
}: Pick<Owned, "id" | "userId" | "takenUp">): SentEvent => ({
  id: takenUp === 0 ? `backtest:${id}` : `backtest:${id}:${takenUp}`,
  name: "backtest/requested",
  data: { backtestId: id, userId },
});

/**
 * Sends the jobs of open backtests anew that have been silent for too long, or ends them with a sentence when that has
 * not helped several times. A job that lives after all does no harm: one of a user runs at a time, and the other then
 * finds the work done.
 */
export async function takeUpOrphans(
  runtime: BacktestRuntime,
  open: readonly Owned[],
  send: (events: readonly SentEvent[]) => Promise<unknown>,
): Promise<void> {
  const { clocks } = runtime;
  for (const { id, userId, takenUp } of judgeOrphans(open, (one) => one.userId, clocks.wall())) {
    if (takenUp >= TAKE_UPS_MAX) {
      await failBacktest(
        runtime,
        id,
        `Its job was lost ${TAKE_UPS_MAX} times. See on the Jobs page whether "Backtest" is paused or fails; then ask for it again.`,
      );
      continue;
    }
    const next = takenUp + 1;
    // sent first: when this process ends in between, the same event is sent again and taken for a repeat
    await send([backtestEvent({ id, userId, takenUp: next })]);
    await commit(jobContext(clocks, userId, "run-backtest", id), {
      action: "backtest.taken_up",
      subject: id,
      reason: "its job was not heard of for too long: it is sent anew",
      detail: { takenUp: next },
      events: [],
      write: (tx) => saveTakenUp(tx, { id, takenUp: next, wallNow: clocks.wall() }),
      unchanged: (saved) => !saved,
    });
  }
}
