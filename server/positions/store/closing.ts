import { toDate, type WallMs } from "@/server/kernel/clock";
import { db, type WriteTx } from "@/server/platform/db";
import type { OpenPosition } from "../core/open-position";
import { toPosition } from "./positions";

/** Asks for open positions to be closed; answers those nobody had asked for. */
export async function saveCloseAsked(
  tx: WriteTx,
  { userId, positionIds, wallNow }: { userId: string; positionIds: readonly string[]; wallNow: WallMs },
): Promise<readonly string[]> {
  const rows = await tx.position.updateManyAndReturn({
    where: { userId, id: { in: [...positionIds] }, status: "open", closeAskedWallAt: null },
    data: { closeAskedWallAt: toDate(wallNow) },
    select: { id: true },
  });
  return rows.map(({ id }) => id);
}

/** Open positions that are to be closed, of everybody; the first asked first. */
export async function findCloseAsked(most: number): Promise<readonly OpenPosition[]> {
  const where = { status: "open", closeAskedWallAt: { not: null } } as const;
  const rows = await db.position.findMany({ where, orderBy: { closeAskedWallAt: "asc" }, take: most });
  return rows.map(toPosition);
}

/** Which of these are to be closed. */
export async function findIdsAsked(positionIds: readonly string[]): Promise<ReadonlySet<string>> {
  const where = { id: { in: [...positionIds] }, closeAskedWallAt: { not: null } };
  const rows = await db.position.findMany({ where, select: { id: true } });
  return new Set(rows.map(({ id }) => id));
}
