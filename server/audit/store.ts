import { Prisma } from "@/prisma/generated/client";
import { toDate, type WallMs } from "@/server/kernel/clock";
import type { CopyOut, PackedRows } from "@/server/platform/copy-out";
import { db, type RecordTx, type WriteTx } from "@/server/platform/db";

import type { EntryFields, SealHead } from "./core/chain-hash";
import type { Trace } from "./trace";

export type OutboxCursor = { readonly txid: bigint; readonly id: bigint };
export type OutboxRow = OutboxCursor & {
  readonly name: string;
  readonly data: { readonly [key: string]: unknown };
  readonly marketAt: Date;
  readonly wallAt: Date;
};
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

/** A trace and the key of the row whose change it tells; null where it is told in any case. */
type Keyed = { readonly key: string | null; readonly trace: Trace };
/** A trace that is left where the row of that key was changed. */
export type KeyedTrace = { readonly key: string; readonly trace: Trace };

/** Two expressions of a statement, `entry` and `event`, that write traces in their order; `among` is put behind their rows. */
function tracesSql(keyed: readonly Keyed[], among: Prisma.Sql): Prisma.Sql {
  const events = keyed.flatMap(({ key, trace: { ctx, events: told } }) =>
    told.map((event) => ({ key, ctx, ...event })),
  );
  const of = <T>(field: (trace: Trace) => T) => keyed.map(({ trace }) => field(trace));
  const told = <T>(field: (event: (typeof events)[number]) => T) => events.map(field);
  return Prisma.sql`entry AS (
      INSERT INTO "audit_entry" ("userId", "actor", "channel", "runId", "action", "subject", "reason", "detail",
        "marketAt", "wallAt")
      SELECT owner, actor, channel, run, action, subject, reason, detail::jsonb, market, wall
      FROM unnest(${keyed.map(({ key }) => key)}::text[], ${of(({ ctx }) => ctx.userId)}::uuid[],
        ${of(({ ctx }) => `${ctx.actor.kind}:${ctx.actor.id}`)}::text[],
        ${of(({ ctx }) => ctx.channel)}::text[], ${of(({ ctx }) => ctx.runId)}::text[],
        ${of(({ action }) => action)}::text[], ${of(({ subject }) => subject)}::text[],
        ${of(({ reason }) => reason)}::text[], ${of(({ detail }) => JSON.stringify(detail))}::text[],
        ${of(({ ctx }) => toDate(ctx.marketNow))}::timestamptz[], ${of(({ ctx }) => toDate(ctx.wallNow))}::timestamptz[])
        WITH ORDINALITY AS t(key, owner, actor, channel, run, action, subject, reason, detail, market, wall, place)
      ${among} ORDER BY place),
    event AS (
      INSERT INTO "outbox_event" ("userId", "name", "data", "marketAt", "wallAt")
      SELECT owner, name, data::jsonb, market, wall
      FROM unnest(${told(({ key }) => key)}::text[], ${told(({ ctx }) => ctx.userId)}::uuid[],
        ${told(({ name }) => name)}::text[],
        ${told(({ data }) => JSON.stringify(data))}::text[], ${told(({ ctx }) => toDate(ctx.marketNow))}::timestamptz[],
        ${told(({ ctx }) => toDate(ctx.wallNow))}::timestamptz[]) WITH ORDINALITY
        AS t(key, owner, name, data, market, wall, place)
      ${among} ORDER BY place
      RETURNING "userId")`;
}

/** Wakes who listens, once an owner. */
const WOKEN = Prisma.sql`pg_notify('outbox', owner) AS told FROM (SELECT DISTINCT "userId"::text AS owner FROM event) AS owners`;

/** Writes what changes leave behind, in their order, and wakes who listens, in one statement. */
export async function saveTraces(tx: WriteTx, traces: readonly Trace[]): Promise<void> {
  if (traces.length === 0) return;
  const keyed = traces.map((trace) => ({ key: null, trace }));
  await tx.$executeRaw`WITH ${tracesSql(keyed, Prisma.empty)} SELECT ${WOKEN}`;
}

/**
 * A change and its traces in one statement: `change` is a list of common table expressions, one of which is called moved and
 * answers the `key` of each row it has changed. The traces of those alone are written.
 */
export const inOneSql = (change: Prisma.Sql, traces: readonly KeyedTrace[]): Prisma.Sql => {
  const among = Prisma.sql`WHERE t.key IN (SELECT key FROM moved)`;
  return Prisma.sql`WITH ${change}, ${tracesSql(traces, among)}
    SELECT key, (SELECT count(woken) FROM (SELECT ${WOKEN}) AS woken) AS told FROM moved`;
};

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

/** Removes the oldest events before an instant; answers how many. */
export const dropOutboxRows = (tx: RecordTx, before: WallMs, limit: number): Promise<number> =>
  tx.$executeRaw`
    DELETE FROM "outbox_event" WHERE "id" IN (
      SELECT "id" FROM "outbox_event" WHERE "wallAt" < ${toDate(before)}::timestamptz ORDER BY "wallAt" LIMIT ${limit})`;

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

export async function findSealHead(client: Pick<RecordTx, "auditSeal"> = db): Promise<SealHead | null> {
  const row = await client.auditSeal.findFirst({ orderBy: { position: "desc" }, omit: { sealedAt: true } });
  return row;
}

/** The hash of one link; null when there is no such link. */
export async function findHashAt(position: bigint): Promise<string | null> {
  return (await db.auditSeal.findUnique({ where: { position }, select: { hash: true } }))?.hash ?? null;
}

/** The first link sealed with a key. Links without one all lie before it, so a search by halves finds it. */
export async function findFirstKeyed(): Promise<string | null> {
  const head = await findSealHead();
  if (!head?.keyId) return null;
  let [low, high] = [1n, head.position];
  while (low < high) {
    const middle = (low + high) / 2n;
    const link = await db.auditSeal.findUnique({ where: { position: middle }, select: { keyId: true } });
    if (link?.keyId) high = middle;
    else low = middle + 1n;
  }
  return low.toString();
}

const ENTRY_FIELDS = `"seq", "txid", "userId", "actor", "channel", "runId", "action", "subject", "reason", "detail", "marketAt",
  "wallAt"`;
/** Every field of an entry as the server's own bytes, each with its type and length: links depend on it to the letter. */
const ENTRY_BYTES = `record_send(ROW(${ENTRY_FIELDS}))`;

const unsealedSql = (what: string, head: SealHead | null, limit: number): Prisma.Sql => Prisma.sql`
  SELECT ${Prisma.raw(what)} FROM "audit_entry"
  WHERE ("txid", "seq") > (${head?.txid ?? 0n}::bigint, ${head?.seq ?? 0n}::bigint) AND "txid" < ${HORIZON}
  ORDER BY "txid", "seq" LIMIT ${limit}`;

type EntryBytes = { readonly seq: bigint; readonly txid: bigint; readonly entry: Uint8Array };

/** Entries after the last sealed one that no open transaction can still precede, in commit order, as a key signs them. */
export const listUnsealedBytes = (
  tx: RecordTx,
  head: SealHead | null,
  limit: number,
): Promise<EntryBytes[]> =>
  tx.$queryRaw(unsealedSql(`"seq", "txid", ${ENTRY_BYTES} AS "entry"`, head, limit));

/** The same, field by field, for a chain without a key. */
export const listUnsealedRows = (
  tx: RecordTx,
  head: SealHead | null,
  limit: number,
): Promise<EntryFields[]> => tx.$queryRaw(unsealedSql(ENTRY_FIELDS, head, limit));

export async function saveSeals(tx: RecordTx, seals: readonly SealHead[], sealedAt: Date): Promise<void> {
  await tx.auditSeal.createMany({ data: seals.map((seal) => ({ ...seal, sealedAt })) });
}

/** Where an entry or a link stands in commit order. */
export type ChainPlace = { readonly txid: bigint; readonly seq: bigint };

/** One link as it lies in its page; its place is only read where it is asked for: `placeOfLink`. */
export type Link = {
  readonly position: number;
  readonly hash: string;
  readonly keyId: string | null;
  readonly bytes: Buffer;
  readonly from: number;
};

/** Links after a position, in order: millions of them are read, so nothing is made of one before it is looked at. */
export const readLinkBytes = (copy: CopyOut, after: number, limit: number): Promise<PackedRows> =>
  copy.read(`SELECT record_send(ROW("position", "seq", "txid", "hash", "keyId")) FROM "audit_seal"
    WHERE "position" > ${BigInt(after)} ORDER BY "position" LIMIT ${limit}`);

/** Entries that lie after one place of the chain and up to another, in commit order, as a key signed them. */
export function readEntryBytes(
  copy: CopyOut,
  after: ChainPlace | null,
  upTo: ChainPlace,
  limit: number,
): Promise<PackedRows> {
  const [txid, seq] = [after?.txid ?? 0n, after?.seq ?? 0n];
  return copy.read(`SELECT ${ENTRY_BYTES} FROM "audit_entry" WHERE ("txid", "seq") > (${txid}, ${seq})
    AND ("txid", "seq") <= (${upTo.txid}, ${upTo.seq}) ORDER BY "txid", "seq" LIMIT ${limit}`);
}

/** Of a record's bytes: how many columns, then of each its type and length and itself. An id is eight bytes long. */
const COUNT_BYTES = 4;
const HEAD_BYTES = 8;
const ID_BYTES = HEAD_BYTES + 8;
const SEQ_AT = COUNT_BYTES + HEAD_BYTES;
const TXID_AT = SEQ_AT + ID_BYTES;
const TEXTS_AT = COUNT_BYTES + 3 * ID_BYTES;
const TWO_TO_32 = 2 ** 32;

/** Reads the link whose bytes begin there. Links name one key for a long time: its name is made once. */
export function createLinkReader(): (bytes: Buffer, from: number) => Link {
  let [keyId, keyBytes] = ["", Buffer.alloc(0)];
  const isSame = (bytes: Buffer, from: number, end: number): boolean => {
    if (end - from !== keyBytes.length) return false;
    for (let index = 0; index < keyBytes.length; index++)
      if (bytes[from + index] !== keyBytes[index]) return false;
    return true;
  };
  const keyIdAt = (bytes: Buffer, from: number, end: number): string => {
    if (isSame(bytes, from, end)) return keyId;
    keyId = bytes.toString("latin1", from, end);
    keyBytes = Buffer.from(keyId, "latin1");
    return keyId;
  };
  return (bytes, from) => {
    const at = from + SEQ_AT;
    const position = bytes.readInt32BE(at) * TWO_TO_32 + bytes.readUInt32BE(at + 4);
    const hashAt = from + TEXTS_AT + HEAD_BYTES;
    const hashEnd = hashAt + bytes.readInt32BE(hashAt - 4);
    const keyAt = hashEnd + HEAD_BYTES;
    const keyLength = bytes.readInt32BE(keyAt - 4);
    return {
      position,
      hash: bytes.toString("latin1", hashAt, hashEnd),
      keyId: keyLength < 0 ? null : keyIdAt(bytes, keyAt, keyAt + keyLength),
      bytes,
      from,
    };
  };
}

/** A link's own place, behind its position. */
export const placeOfLink = ({ bytes, from }: Link): ChainPlace => placeAt(bytes, from + ID_BYTES);

/** Where the entry whose bytes begin there stands. */
export const placeAt = (bytes: Buffer, from: number): ChainPlace => ({
  seq: bytes.readBigInt64BE(from + SEQ_AT),
  txid: bytes.readBigInt64BE(from + TXID_AT),
});

/** True when the entry whose bytes begin there is the one a link was made for. */
export const isOf = ({ bytes: linked, from: linkFrom }: Link, bytes: Buffer, from: number): boolean =>
  sameId(linked, linkFrom + ID_BYTES + SEQ_AT, bytes, from + SEQ_AT) &&
  sameId(linked, linkFrom + ID_BYTES + TXID_AT, bytes, from + TXID_AT);

const sameId = (left: Buffer, leftAt: number, right: Buffer, rightAt: number): boolean =>
  left.readInt32BE(leftAt + 4) === right.readInt32BE(rightAt + 4) &&
  left.readInt32BE(leftAt) === right.readInt32BE(rightAt);

/** Entries by their numbers, field by field, as links of old were made from them. */
export async function findEntryFields(seqs: readonly bigint[]): Promise<ReadonlyMap<bigint, EntryFields>> {
  const rows = await db.auditEntry.findMany({ where: { seq: { in: [...seqs] } } });
  return new Map(rows.map((row) => [row.seq, row]));
}

export async function countUnsealedRows(): Promise<number> {
  const rows = await db.$queryRaw<{ count: bigint }[]>`
    SELECT count(*) AS "count" FROM "audit_entry" WHERE ("txid", "seq") > (
      SELECT coalesce(max("txid"), 0), coalesce((SELECT "seq" FROM "audit_seal" ORDER BY "position" DESC LIMIT 1), 0)
      FROM "audit_seal")`;
  return Number(rows[0]?.count ?? 0n);
}

/** Where the trail ends for now: whatever becomes final from here on is after it. */
export async function findTrailEnd(): Promise<ChainPlace> {
  const [row] = await db.$queryRaw<{ txid: bigint }[]>`SELECT ${HORIZON} AS "txid"`;
  return { txid: row?.txid ?? 0n, seq: 0n };
}

/** Entries of some actions among the next `limit` ones after a place, in commit order, and the last of all of them as well. */
export function listEntriesOf(
  after: ChainPlace,
  actions: readonly string[],
  limit: number,
): Promise<EntryFields[]> {
  return db.$queryRaw<EntryFields[]>`
    WITH next AS (SELECT ${Prisma.raw(ENTRY_FIELDS)} FROM "audit_entry"
      WHERE ("txid", "seq") > (${after.txid}::bigint, ${after.seq}::bigint) AND "txid" < ${HORIZON}
      ORDER BY "txid", "seq" LIMIT ${limit})
    SELECT * FROM next WHERE "action" = ANY(${[...actions]}::text[])
      OR ("txid", "seq") = (SELECT "txid", "seq" FROM next ORDER BY "txid" DESC, "seq" DESC LIMIT 1)
    ORDER BY "txid", "seq"`;
}
