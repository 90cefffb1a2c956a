import { findOutboxBounds, listOutboxRows, type OutboxCursor, type OutboxRow } from "./store";

const BATCH_ROWS = 200;
/** A page that is further behind than this is told to load anew instead. */
const RESUME_ROWS_MAX = 2_000;

/** The next events of one user after a cursor, in commit order. A row appears only once nothing can precede it. */
export const listOutbox = (userId: string, after: OutboxCursor): Promise<readonly OutboxRow[]> =>
  listOutboxRows(userId, after, BATCH_ROWS);

/** Where a listener that knows nothing yet starts: whatever becomes final from here on is after this cursor. */
export async function findOutboxEnd(userId: string): Promise<OutboxCursor> {
  const { horizon } = await findOutboxBounds(userId, { txid: 0n, id: 0n }, 1);
  return { txid: horizon, id: 0n };
}

/**
 * Whether everything after a cursor can still be told: false when it is of another database, too far behind, or
 * older than what is kept.
 */
export async function canResume(userId: string, after: OutboxCursor): Promise<boolean> {
  const { next, oldest, behind } = await findOutboxBounds(userId, after, RESUME_ROWS_MAX + 1);
  if (after.txid > next || behind > BigInt(RESUME_ROWS_MAX)) return false;
  return oldest === null || after.txid >= oldest;
}
