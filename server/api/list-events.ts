import { canResume, findOutboxEnd, listOutbox } from "@/server/audit/list-outbox";
import { type EventCursor, readEventId, toEventId, toFrame } from "./core/sse-frame";

export type EventPage = { readonly frames: readonly string[]; readonly cursor: EventCursor };

/**
 * Where a stream begins: after the id the browser has, or at the end. `reset` tells the page to load anew,
 * because what came in between can no longer be told.
 */
export async function startCursor(userId: string, lastEventId: string | null): Promise<EventPage> {
  const wanted = lastEventId === null ? null : readEventId(lastEventId);
  if (wanted && (await canResume(userId, wanted))) return { frames: [], cursor: wanted };
  const cursor = await findOutboxEnd(userId);
  const id = toEventId(cursor);
  // The id makes the browser come back to this place even if nothing happens before it loses the connection.
  return { frames: [toFrame(lastEventId === null ? "ready" : "reset", {}, id)], cursor };
}

/** The next events after a cursor, in commit order, as frames. */
export async function nextEvents(userId: string, after: EventCursor): Promise<EventPage> {
  const rows = await listOutbox(userId, after);
  const frames = rows.map(({ name, data, marketAt, wallAt, txid, id }) =>
    toFrame(
      name,
      { ...data, marketAt: marketAt.toISOString(), wallAt: wallAt.toISOString() },
      toEventId({ txid, id }),
    ),
  );
  const last = rows.at(-1);
  return { frames, cursor: last ? { txid: last.txid, id: last.id } : after };
}
