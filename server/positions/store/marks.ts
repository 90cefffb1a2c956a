// What a watcher of all open positions reads and writes again and again.
import { type MarketMs, toDate } from "@/server/kernel/clock";
import type { Decimal } from "@/server/kernel/money";
import { db, type RecordTx } from "@/server/platform/db";
import type { OpenPosition } from "../core/open-position";
import { toPosition } from "./positions";

const PAGE_MAX = 10_000;

/** Every open position with the mark of its last write, oldest first; as one text, which is read ten times as fast as rows. */
export async function findOpenMarks(): Promise<
  readonly { readonly positionId: string; readonly mark: string }[]
> {
  const [row] = await db.$queryRaw<{ marks: string | null }[]>`
    SELECT string_agg("id" || ' ' || mark, ',' ORDER BY "openedWallAt", "id") AS marks FROM (
      SELECT "id", "openedWallAt", xmin::text AS mark FROM "position" WHERE "status" = 'open'
      ORDER BY "openedWallAt", "id" LIMIT ${PAGE_MAX}) AS open`;
  if (!row?.marks) return [];
  return row.marks.split(",").map((one) => {
    const at = one.indexOf(" ");
    return { positionId: one.slice(0, at), mark: one.slice(at + 1) };
  });
}

export async function findPositionsByIds(positionIds: readonly string[]): Promise<readonly OpenPosition[]> {
  if (positionIds.length === 0) return [];
  const rows = await db.position.findMany({ where: { id: { in: [...positionIds] } } });
  return rows.map(toPosition);
}

/** The highest price of a position since `peakFrom`, or since it was opened. */
export type SeenPeak = {
  readonly positionId: string;
  readonly peak: Decimal;
  readonly peakFrom: MarketMs | null;
};

/** Raises highest prices; a row that is being written just now is passed over: the next round has it. */
export async function savePeakPrices(tx: RecordTx, peaks: readonly SeenPeak[]): Promise<number> {
  return tx.$executeRaw`
    UPDATE "position" AS p SET "highestPrice" = seen.peak
    FROM (SELECT q."id", given.peak FROM unnest(${peaks.map(({ positionId }) => positionId)}::uuid[],
          ${peaks.map(({ peak }) => peak.toFixed(18))}::numeric[],
          ${peaks.map(({ peakFrom }) => peakFrom && toDate(peakFrom))}::timestamptz[]) AS given(id, peak, since)
        JOIN "position" AS q ON q."id" = given.id AND q."status" = 'open' AND q."highestPrice" < given.peak
          AND q."peakMarketFrom" IS NOT DISTINCT FROM given.since
        FOR UPDATE OF q SKIP LOCKED) AS seen
    WHERE p."id" = seen."id"`;
}
