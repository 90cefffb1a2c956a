import { Prisma } from "@/prisma/generated/client";
import { db, type RecordTx } from "@/server/platform/db";
import type { SealedRow } from "./core/chain-hash";

export type OutboxCursor = { readonly txid: bigint; readonly id: bigint };
export type OutboxRow = OutboxCursor & {
  readonly name: string;
  readonly data: { readonly [key: string]: unknown };
  readonly marketAt: Date;
  readonly wallAt: Date;
};
export type SealHead = {
  readonly position: bigint;
  readonly seq: bigint;
  readonly txid: bigint;
  readonly hash: string;
};
type AuditRow = Omit<SealedRow, "detail"> & { readonly detail: unknown };
export type SealCheckRow = { readonly seal: SealHead; readonly entry: AuditRow | null };

const EFFECT_ROWS_MAX = 50_000;

/**
 * The first transaction that may still write rows a reader of this snapshot does not see; everything before it is
 * final. Transactions of other databases in the same Postgres do not count: a backup of one must not hold up
 * ours. One whose database cannot be told counts.
 */
const HORIZON = Prisma.sql`(
  SELECT coalesce(min(open_xid::text::bigint), min(pg_snapshot_xmax(now_seen)::text::bigint))
  FROM pg_current_snapshot() AS now_seen LEFT JOIN LATERAL pg_snapshot_xip(now_seen) AS open_xid ON NOT EXISTS (
    SELECT 1 FROM pg_locks AS held JOIN pg_stat_activity AS backend ON backend."pid" = held."pid"
    WHERE held."locktype" = 'transactionid' AND held."mode" = 'ExclusiveLock' AND held."granted"
      AND held."transactionid" = open_xid::xid AND backend."datname" <> current_database()))`;

/** Rows that no open transaction can still precede, after the cursor, in commit order. */
export function listOutboxRows(userId: string, after: OutboxCursor, limit: number): Promise<OutboxRow[]> {
  return db.$queryRaw<OutboxRow[]>`
    SELECT "txid", "id", "name", "data", "marketAt", "wallAt" FROM "outbox_event"
    WHERE "userId" = ${userId}::uuid AND ("txid", "id") > (${after.txid}::bigint, ${after.id}::bigint)
      AND "txid" < ${HORIZON}
    ORDER BY "txid", "id" LIMIT ${limit}`;
}

/** Where new rows will appear (`horizon`), the next transaction of all, the user's oldest kept row, and how many rows lie behind a cursor. */
export async function findOutboxBounds(userId: string, after: OutboxCursor, countMax: number) {
  const rows = await db.$queryRaw<{ horizon: bigint; next: bigint; oldest: bigint | null; behind: bigint }[]>`
    SELECT ${HORIZON} AS "horizon", pg_snapshot_xmax(pg_current_snapshot())::text::bigint AS "next",
      (SELECT min("txid") FROM "outbox_event" WHERE "userId" = ${userId}::uuid) AS "oldest",
      (SELECT count(*) FROM (SELECT 1 FROM "outbox_event" WHERE "userId" = ${userId}::uuid
        AND ("txid", "id") > (${after.txid}::bigint, ${after.id}::bigint) LIMIT ${countMax}) AS rows) AS "behind"`;
  return rows[0] ?? { horizon: 0n, next: 0n, oldest: null, behind: 0n };
}

/** What a run changed, by its newest audit entry other than the asking and answering itself. */
export async function findEffectRow(
  userId: string,
  runId: string,
): Promise<{ action: string; subject: string } | null> {
  const rows = await db.$queryRaw<{ action: string; subject: string }[]>`
    SELECT "action", "subject" FROM (
      SELECT "action", "subject", "runId", "seq" FROM "audit_entry" WHERE "userId" = ${userId}::uuid
      ORDER BY "seq" DESC LIMIT ${EFFECT_ROWS_MAX}) AS newest
    WHERE "runId" = ${runId} AND "action" NOT LIKE 'command.%' AND "action" NOT LIKE 'approval.%'
    ORDER BY "seq" DESC LIMIT 1`;
  return rows[0] ?? null;
}

export async function countEntries(action: string, subject: string): Promise<number> {
  return db.auditEntry.count({ where: { action, subject } });
}

/** Takes the sealer's lock for the transaction; false when another sealer has it. */
export async function lockSealer(tx: RecordTx): Promise<boolean> {
  const rows = await tx.$queryRaw<{ locked: boolean }[]>`
    SELECT pg_try_advisory_xact_lock(hashtext('amarktai:audit-sealer')::bigint) AS "locked"`;
  return rows[0]?.locked === true;
}

export async function findSealHead(tx: RecordTx): Promise<SealHead | null> {
  return tx.auditSeal.findFirst({ orderBy: { position: "desc" } });
}

/** Entries after the last sealed one that no open transaction can still precede, in commit order. */
export function listUnsealedRows(tx: RecordTx, head: SealHead | null, limit: number): Promise<AuditRow[]> {
  return tx.$queryRaw<AuditRow[]>`
    SELECT "seq", "txid", "userId", "actor", "channel", "runId", "action", "subject", "reason", "detail",
      "marketAt", "wallAt" FROM "audit_entry"
    WHERE ("txid", "seq") > (${head?.txid ?? 0n}::bigint, ${head?.seq ?? 0n}::bigint)
      AND "txid" < ${HORIZON}
    ORDER BY "txid", "seq" LIMIT ${limit}`;
}

export async function saveSeals(tx: RecordTx, seals: readonly SealHead[], sealedAt: Date): Promise<void> {
  await tx.auditSeal.createMany({ data: seals.map((seal) => ({ ...seal, sealedAt })) });
}

/** Seals after a position with the entries they were made for, in order. */
export async function listSealChecks(afterPosition: bigint, limit: number): Promise<SealCheckRow[]> {
  const seals = await db.auditSeal.findMany({
    where: { position: { gt: afterPosition } },
    orderBy: { position: "asc" },
    take: limit,
  });
  const entries = await db.auditEntry.findMany({ where: { seq: { in: seals.map((seal) => seal.seq) } } });
  const bySeq = new Map(entries.map((entry) => [entry.seq, entry]));
  return seals.map((seal) => ({ seal, entry: bySeq.get(seal.seq) ?? null }));
}

/** The first entry that stands before the end of the chain without a seal: it was slipped in afterwards. */
export async function findSlippedIn(): Promise<bigint | null> {
  const rows = await db.$queryRaw<{ seq: bigint }[]>`
    SELECT entry."seq" FROM "audit_entry" AS entry
    WHERE (entry."txid", entry."seq") <= (SELECT "txid", "seq" FROM "audit_seal" ORDER BY "position" DESC LIMIT 1)
      AND NOT EXISTS (SELECT 1 FROM "audit_seal" AS seal WHERE seal."seq" = entry."seq")
    ORDER BY entry."seq" LIMIT 1`;
  return rows[0]?.seq ?? null;
}

export async function countUnsealedRows(): Promise<number> {
  const rows = await db.$queryRaw<{ count: bigint }[]>`
    SELECT count(*) AS "count" FROM "audit_entry" WHERE ("txid", "seq") > (
      SELECT coalesce(max("txid"), 0), coalesce((SELECT "seq" FROM "audit_seal" ORDER BY "position" DESC LIMIT 1), 0)
      FROM "audit_seal")`;
  return Number(rows[0]?.count ?? 0n);
}
