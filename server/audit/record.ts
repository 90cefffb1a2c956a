import { db, isRetryable, type RecordTx } from "@/server/platform/db";

const TRIES_MAX = 4;

/**
 * The door for facts that nobody decided: candles and ticks received, heartbeats, equity points, the paper
 * venue's own state, seals. They carry their own proof and need no audit entry; its client reaches those tables only.
 * One transaction; `write` may run again after a deadlock.
 */
export async function record<T>(write: (tx: RecordTx) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await db.$transaction((tx) => write(tx as unknown as RecordTx));
    } catch (error) {
      if (!isRetryable(error) || attempt >= TRIES_MAX) throw error;
    }
  }
}
