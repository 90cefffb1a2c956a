import { accept, type Result, refuse } from "@/server/kernel/result";
import { db, isRetryable, StaleWrite, type WriteTx } from "@/server/platform/db";
import type { ActionContext } from "./action-context";
import { saveTraces } from "./store";
import type { Trace } from "./trace";

type Change<T> = Pick<Trace, "action" | "subject"> & {
  /** A function sees what `write` returned. */
  readonly [part in "reason" | "detail" | "events"]: Trace[part] | ((written: T) => Trace[part]);
} & {
  readonly write: (tx: WriteTx) => Promise<T>;
  /** True when `write` found nothing to change: then there is nothing to audit or to tell. */
  readonly unchanged?: (written: T) => boolean;
};

const TRIES_MAX = 4;

/**
 * The only door through which state changes.
 *
 * The change, its audit entry and its outgoing events are written in one transaction: all three exist or none
 * does. Never call an exchange or a model inside `write`; the transaction must stay short. `write` may run again
 * after a deadlock, so it must not keep anything outside the transaction.
 *
 * Refuses with `stale_write` when a row moved since it was read; nothing is written then.
 */
export const commit = <T>(ctx: ActionContext, change: Change<T>): Promise<Result<T>> =>
  commitAll({
    write: change.write,
    traces: (written) => (change.unchanged?.(written) ? [] : [toTrace(ctx, change, written)]),
  });

/**
 * The same for several changes at once, each with an audit entry and events of its own: all of them are written, or none
 * is. `traces` sees what `write` returned.
 */
export async function commitAll<T>(changes: {
  readonly write: (tx: WriteTx) => Promise<T>;
  readonly traces: (written: T) => readonly Trace[];
}): Promise<Result<T>> {
  for (let attempt = 1; ; attempt++) {
    try {
      return accept(
        await db.$transaction(async (tx) => {
          const written = await changes.write(tx as WriteTx);
          await saveTraces(tx as WriteTx, changes.traces(written));
          return written;
        }),
      );
    } catch (error) {
      if (error instanceof StaleWrite) {
        return refuse("stale_write", `${error.message}: look again and retry.`);
      }
      if (!isRetryable(error) || attempt >= TRIES_MAX) throw error;
    }
  }
}

function toTrace<T>(ctx: ActionContext, change: Change<T>, written: T): Trace {
  const { action, subject, reason, detail, events } = change;
  return {
    ctx,
    action,
    subject,
    reason: typeof reason === "function" ? reason(written) : reason,
    detail: typeof detail === "function" ? detail(written) : detail,
    events: typeof events === "function" ? events(written) : events,
  };
}
