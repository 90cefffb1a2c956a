import type { ActionContext } from "@/server/audit/action-context";
import { toDate, type WallMs, wallMs } from "@/server/kernel/clock";
import type { db, RecordTx, WriteTx } from "@/server/platform/db";
import type { AlertAsk } from "../core/alert";
import type { KnownAlert } from "../core/fold-raise";
import { alertKinds, kindOf } from "../core/kinds";
import type { Severity } from "../core/severity";

export type KeptAlert = KnownAlert & {
  readonly alertId: string;
  readonly kind: string;
  readonly subject: string;
  readonly count: number;
  readonly round: number;
};

/** Takes the lock of a key for the transaction: nobody else raises or resolves it meanwhile. */
export async function lockKey(tx: WriteTx, userId: string, dedupeKey: string): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`alert:${userId}:${dedupeKey}`}, 0))`;
}

/** The newest alert of a key; null where there never was one. */
export async function findByKey(tx: WriteTx, userId: string, dedupeKey: string): Promise<KeptAlert | null> {
  const row = await tx.alert.findFirst({
    where: { userId, dedupeKey },
    orderBy: [{ firstWallAt: "desc" }, { id: "desc" }],
  });
  return row && toKept(row);
}

type Row = NonNullable<Awaited<ReturnType<typeof db.alert.findFirst>>>;
const toKept = (row: Row): KeptAlert => ({
  alertId: row.id,
  kind: row.kind,
  subject: row.subject,
  severity: row.severity as Severity,
  count: row.count,
  round: row.round,
  toldAt: wallMs(row.toldWallAt),
  resolvedAt: row.resolvedWallAt && wallMs(row.resolvedWallAt),
  acknowledged: row.acknowledgedWallAt !== null,
});

type NewAlert = AlertAsk & { readonly severity: Severity; readonly todo: string };

export async function saveNew(tx: WriteTx, ctx: ActionContext, ask: NewAlert): Promise<string> {
  const at = toDate(ctx.wallNow);
  const { kind, severity, subject, dedupeKey, why, todo, facts = {} } = ask;
  const seen = { firstWallAt: at, lastWallAt: at, toldWallAt: at };
  const row = await tx.alert.create({
    data: { userId: ctx.userId, kind, severity, subject, dedupeKey, why, todo, facts: { ...facts }, ...seen },
    select: { id: true },
  });
  return row.id;
}

export type Seen = {
  readonly ask: NewAlert;
  readonly tells: boolean;
  readonly unacknowledges: boolean;
};

/** Counts an alert that is known: it is open (again), with the newest words. */
export async function saveSeen(
  tx: WriteTx,
  known: KeptAlert,
  { ask, tells, unacknowledges }: Seen,
  now: WallMs,
): Promise<void> {
  const { severity, why, todo, facts = {} } = ask;
  await tx.alert.update({
    where: { id: known.alertId },
    data: {
      severity,
      why,
      todo,
      facts: { ...facts },
      lastWallAt: toDate(now),
      count: known.count + 1,
      resolvedWallAt: null,
      resolvedWords: null,
      ...(tells ? { round: known.round + 1, toldWallAt: toDate(now) } : {}),
      ...(unacknowledges ? { acknowledgedWallAt: null, acknowledgedBy: null } : {}),
    },
  });
}

const RESOLVED_MOST = 500;

/** Open alerts by their key, or by how their keys begin. */
export async function listOpen(
  tx: WriteTx,
  userId: string,
  keys: { readonly dedupeKey: string } | { readonly keysUnder: string },
): Promise<readonly KeptAlert[]> {
  const dedupeKey = "dedupeKey" in keys ? keys.dedupeKey : { startsWith: keys.keysUnder };
  const rows = await tx.alert.findMany({
    where: { userId, dedupeKey, resolvedWallAt: null },
    orderBy: { firstWallAt: "asc" },
    take: RESOLVED_MOST,
  });
  return rows.map(toKept);
}

export async function saveResolved(
  tx: WriteTx,
  alertIds: readonly string[],
  words: string,
  now: WallMs,
): Promise<void> {
  await tx.alert.updateMany({
    where: { id: { in: [...alertIds] }, resolvedWallAt: null },
    data: { resolvedWallAt: toDate(now), resolvedWords: words },
  });
}

/** Removes the oldest alerts that were last seen, and are over, before an instant; answers how many. */
export async function dropOldAlerts(tx: RecordTx, before: WallMs, limit: number): Promise<number> {
  const at = toDate(before);
  return tx.$executeRaw`
    DELETE FROM "alert" WHERE "id" IN (
      SELECT "id" FROM "alert" WHERE "lastWallAt" < ${at}::timestamptz
        AND ("resolvedWallAt" < ${at}::timestamptz OR "resolvedWallAt" IS NULL AND NOT ("kind" = ANY(${lasting()}::text[])))
      ORDER BY "lastWallAt" LIMIT ${limit})`;
}

const lasting = (): string[] => alertKinds.filter((kind) => kindOf(kind).lasts);
