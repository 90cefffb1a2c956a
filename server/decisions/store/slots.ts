import { type MarketMs, marketMs, toDate, type WallMs } from "@/server/kernel/clock";
import { db, type RecordTx } from "@/server/platform/db";
import type { MissedShare } from "../slots/core/missed-share";
import type { CountedSlot } from "../slots/core/missed-slots";

const HOUR_MS = 3_600_000;

/** Which of these bots decided on which of these slots. */
export async function findDecisionsOn(
  botIds: readonly string[],
  slots: readonly MarketMs[],
): Promise<readonly { readonly botId: string; readonly slotAt: MarketMs }[]> {
  const rows = await db.decision.findMany({
    where: { botId: { in: [...botIds] }, slotAt: { in: slots.map(toDate) } },
    select: { botId: true, slotAt: true },
  });
  return rows.map(({ botId, slotAt }) => ({ botId, slotAt: marketMs(slotAt) }));
}

/** The newest slot of each timeframe that was counted on that market session. */
export async function findLastCounted(source: string): Promise<ReadonlyMap<string, MarketMs>> {
  const rows = await db.slotTally.groupBy({
    by: ["timeframe"],
    where: { source },
    _max: { lastSlotAt: true },
  });
  return new Map(
    rows.flatMap(({ timeframe, _max }) =>
      _max.lastSlotAt ? [[timeframe, marketMs(_max.lastSlotAt)] as const] : [],
    ),
  );
}

/** Writes what was counted: a row for each slot with something missed, and the hour's sums. */
export async function saveCounted(
  tx: RecordTx,
  {
    source,
    counted,
    wallNow,
  }: { readonly source: string; readonly counted: readonly CountedSlot[]; readonly wallNow: WallMs },
): Promise<void> {
  const missed = counted.flatMap(({ timeframe, slotAt, due, missed: bots, cause }) =>
    cause ? [{ source, timeframe, due, bots, cause, slotAt: toDate(slotAt), wallAt: toDate(wallNow) }] : [],
  );
  if (missed.length > 0) await tx.missedSlot.createMany({ data: missed, skipDuplicates: true });
  const hourWallAt = new Date(wallNow - (wallNow % HOUR_MS));
  for (const [timeframe, slots] of Map.groupBy(counted, (one) => one.timeframe)) {
    const due = slots.reduce((sum, one) => sum + one.due, 0);
    const lost = slots.reduce((sum, one) => sum + one.missed, 0);
    const lastSlotAt = toDate(marketMs(Math.max(...slots.map((one) => one.slotAt))));
    await tx.slotTally.upsert({
      where: { source_timeframe_hourWallAt: { source, timeframe, hourWallAt } },
      create: { source, timeframe, hourWallAt, due, missed: lost, lastSlotAt },
      update: { due: { increment: due }, missed: { increment: lost }, lastSlotAt },
    });
  }
}

/** The sums of the hours since then, of all markets. */
export async function sumTally(since: WallMs): Promise<MissedShare> {
  const { _sum } = await db.slotTally.aggregate({
    where: { hourWallAt: { gte: toDate(since) } },
    _sum: { due: true, missed: true },
  });
  return { due: _sum.due ?? 0, missed: _sum.missed ?? 0 };
}

export async function pruneCounted(tx: RecordTx, keepRows: number, tallySince: WallMs): Promise<void> {
  await tx.$executeRaw`DELETE FROM "missed_slot" WHERE "wallAt" < (SELECT "wallAt" FROM "missed_slot"
    ORDER BY "wallAt" DESC OFFSET ${keepRows} LIMIT 1)`;
  await tx.slotTally.deleteMany({ where: { hourWallAt: { lt: toDate(tallySince) } } });
}
