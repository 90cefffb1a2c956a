import { db, type WriteTx } from "@/server/platform/db";

export type Place = { readonly txid: bigint; readonly seq: bigint };
const TRAIL = "trail";

/** How far the trail was read; null at the very first look. */
export const findPlace = (): Promise<Place | null> =>
  db.alertPlace.findUnique({ where: { name: TRAIL }, select: { txid: true, seq: true } });

/** Moves on from a place, or answers false: another one has read on meanwhile. */
export async function movePlace(tx: WriteTx, from: Place | null, to: Place): Promise<boolean> {
  if (!from) {
    const { count } = await tx.alertPlace.createMany({ data: { name: TRAIL, ...to }, skipDuplicates: true });
    return count === 1;
  }
  const { count } = await tx.alertPlace.updateMany({ where: { name: TRAIL, ...from }, data: { ...to } });
  return count === 1;
}
