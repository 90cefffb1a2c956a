import { type WallMs, wallMs } from "@/server/kernel/clock";
import { db } from "@/server/platform/db";

/** When the oldest event for pages was written; null where there is none. */
export async function findOldestEvent(): Promise<WallMs | null> {
  const row = await db.outboxEvent.findFirst({ orderBy: { wallAt: "asc" }, select: { wallAt: true } });
  return row && wallMs(row.wallAt);
}
