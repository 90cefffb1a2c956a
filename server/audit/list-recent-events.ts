import { type MarketMs, marketMs, type WallMs, wallMs } from "@/server/kernel/clock";
import { db } from "@/server/platform/db";
import type { OutboxMessage } from "./core/outbox-message";

/** One event as it was told to pages. `id` is unique and rises with the order of writing. */
export type RecentEvent = OutboxMessage & {
  readonly id: string;
  readonly marketAt: MarketMs;
  readonly wallAt: WallMs;
};

const LIMIT_MAX = 200;
// rare events are looked for among this many newest ones, not in the whole table
const SEARCHED_MAX = 5_000;

/** The newest events of these names of one user, newest first, at most 200, from the newest 5 000 of any name. */
export async function listRecentEvents(q: {
  readonly userId: string;
  readonly names: readonly OutboxMessage["name"][];
  readonly limit: number;
}): Promise<readonly RecentEvent[]> {
  const rows = await db.$queryRaw<(OutboxMessage & { id: string; marketAt: Date; wallAt: Date })[]>`
    SELECT "id"::text, "name", "data", "marketAt", "wallAt" FROM (
      SELECT * FROM "outbox_event" WHERE "userId" = ${q.userId}::uuid ORDER BY "txid" DESC, "id" DESC LIMIT ${SEARCHED_MAX}) AS newest
    WHERE "name" = ANY(${[...q.names]}::text[]) ORDER BY "txid" DESC, newest."id" DESC LIMIT ${Math.min(q.limit, LIMIT_MAX)}`;
  return rows.map((row) => ({ ...row, marketAt: marketMs(row.marketAt), wallAt: wallMs(row.wallAt) }));
}
