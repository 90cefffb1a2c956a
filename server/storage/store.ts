import { toDate, type WallMs, wallMs } from "@/server/kernel/clock";
import { db, type RecordTx } from "@/server/platform/db";

/** Every table of ours with its indexes and long values, in bytes, and the whole database. Asks the server's files. */
export async function readSizes(): Promise<{
  readonly tables: readonly { readonly name: string; readonly bytes: number }[];
  readonly whole: number;
}> {
  const [tables, whole] = await Promise.all([
    db.$queryRaw<{ name: string; bytes: bigint }[]>`
      SELECT c.relname::text AS name, pg_total_relation_size(c.oid) AS bytes FROM pg_class c
      WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')`,
    db.$queryRaw<{ bytes: bigint }[]>`SELECT pg_database_size(current_database()) AS bytes`,
  ]);
  return {
    tables: tables.map(({ name, bytes }) => ({ name, bytes: Number(bytes) })),
    whole: Number(whole[0]?.bytes ?? 0n),
  };
}

export async function saveSample(
  tx: RecordTx,
  takenWallAt: WallMs,
  kinds: ReadonlyMap<string, number>,
): Promise<void> {
  const data = [...kinds].map(([kind, bytes]) => ({
    takenWallAt: toDate(takenWallAt),
    kind,
    bytes: BigInt(bytes),
  }));
  await tx.storageSample.createMany({ data, skipDuplicates: true });
}

export async function findNewestSampleAt(): Promise<WallMs | null> {
  const row = await db.storageSample.findFirst({
    orderBy: { takenWallAt: "desc" },
    select: { takenWallAt: true },
  });
  return row && wallMs(row.takenWallAt);
}

/** The oldest sample at or after an instant, by kind; null when there is none. */
export async function findSampleSince(
  since: WallMs,
): Promise<{ readonly at: WallMs; readonly kinds: ReadonlyMap<string, number> } | null> {
  const first = await db.storageSample.findFirst({
    where: { takenWallAt: { gte: toDate(since) } },
    orderBy: { takenWallAt: "asc" },
    select: { takenWallAt: true },
  });
  if (!first) return null;
  const rows = await db.storageSample.findMany({ where: { takenWallAt: first.takenWallAt } });
  return {
    at: wallMs(first.takenWallAt),
    kinds: new Map(rows.map(({ kind, bytes }) => [kind, Number(bytes)])),
  };
}

export async function dropSamples(tx: RecordTx, before: WallMs): Promise<void> {
  await tx.storageSample.deleteMany({ where: { takenWallAt: { lt: toDate(before) } } });
}

/** Rebuilds the index of the thinned tables that wastes most; null when none is worth it. */
export async function rebuildIndex(tx: RecordTx): Promise<string | null> {
  const rows = await tx.$queryRaw<{ name: string | null }[]>`SELECT storage_rebuild_index() AS "name"`;
  return rows[0]?.name ?? null;
}
