import { type WallMs, wallMs } from "@/server/kernel/clock";
import { db } from "@/server/platform/db";

export type SealingLag = {
  /** entries not yet in the chain, counted up to 10 000 */
  readonly rows: number;
  /** when the oldest of them was written; null when there is none */
  readonly oldestWallAt: WallMs | null;
};

const COUNT_MAX = 10_000;

/** How far the hash chain is behind the audit trail. */
export async function findSealingLag(): Promise<SealingLag> {
  const rows = await db.$queryRaw<{ rows: bigint; oldest: Date | null }[]>`
    WITH head AS (SELECT "txid", "seq" FROM "audit_seal" ORDER BY "position" DESC LIMIT 1)
    SELECT count(*) AS rows, min("wallAt") AS oldest FROM (
      SELECT "wallAt" FROM "audit_entry"
      WHERE ("txid", "seq") > (coalesce((SELECT "txid" FROM head), 0), coalesce((SELECT "seq" FROM head), 0))
      ORDER BY "txid", "seq" LIMIT ${COUNT_MAX}) AS unsealed`;
  const [row] = rows;
  return { rows: Number(row?.rows ?? 0), oldestWallAt: row?.oldest ? wallMs(row.oldest) : null };
}
