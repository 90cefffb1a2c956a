// The row of the one leader, and the advisory lock beside it. On the leader's own connection, not through record():
// a lease must be renewed also while every connection of the pool is at work.
import { Prisma } from "@/prisma/generated/client";
import { db, type WriteTx } from "@/server/platform/db";
import type { OwnConnection } from "@/server/platform/own-connection";

/** Name of the lease whose token fences the sender. */
export const LEADER_NAME = "trader";
/** Any constant: the key of the advisory lock that the one trading worker holds. */
const LEADER_LOCK_KEY = 7_270_101;

/** True when this connection now holds the lock; it falls with the connection. */
export async function tryLeaderLock(own: OwnConnection): Promise<boolean> {
  const rows = await own.query<{ locked: boolean }>("SELECT pg_try_advisory_lock($1) AS locked", [
    LEADER_LOCK_KEY,
  ]);
  return rows[0]?.locked === true;
}

export async function freeLeaderLock(own: OwnConnection): Promise<void> {
  await own.query("SELECT pg_advisory_unlock($1)", [LEADER_LOCK_KEY]);
}

/** Ends the connection that still holds the lock: its process hangs, or the network between lost it. */
export async function evictLockHolder(own: OwnConnection): Promise<void> {
  await own.query(
    `SELECT pg_terminate_backend(l.pid) FROM pg_locks l JOIN pg_database d ON d.oid = l.database
     WHERE d.datname = current_database() AND l.locktype = 'advisory' AND l.granted AND l.objsubid = 1
       AND l.classid = 0 AND l.objid = $1::bigint AND l.pid <> pg_backend_pid()`,
    [LEADER_LOCK_KEY],
  );
}

export type Lease = {
  readonly name: string;
  readonly holder: string;
  readonly leaseMs: number;
  readonly hasLock: boolean;
};

/**
 * Takes the lease when it has run out, or when its holder had the lock and the lock is ours now; null when it has not.
 * Times are the database's own. Raises the fencing token: every older leader's token is now too small.
 */
export async function takeLease(own: OwnConnection, lease: Lease): Promise<bigint | null> {
  const rows = await own.query<{ token: string }>(
    `INSERT INTO leader_lease AS l ("name", "holder", "token", "locked", "renewedAt", "expiresAt")
     VALUES ($1, $2, 1, $4, clock_timestamp(), clock_timestamp() + $3::int * interval '1 millisecond')
     ON CONFLICT ("name") DO UPDATE SET "holder" = excluded."holder", "token" = l."token" + 1,
       "locked" = excluded."locked", "renewedAt" = excluded."renewedAt", "expiresAt" = excluded."expiresAt"
     WHERE l."expiresAt" <= clock_timestamp() OR (l."locked" AND $4)
     RETURNING l."token"`,
    [lease.name, lease.holder, lease.leaseMs, lease.hasLock],
  );
  return rows[0] ? BigInt(rows[0].token) : null;
}

/** False when another has taken the lease since. */
export async function renewLease(own: OwnConnection, token: bigint, lease: Lease): Promise<boolean> {
  const rows = await own.query(
    `UPDATE leader_lease SET "renewedAt" = clock_timestamp(), "locked" = $4,
       "expiresAt" = clock_timestamp() + $3::int * interval '1 millisecond'
     WHERE "name" = $1 AND "token" = $2 RETURNING "token"`,
    [lease.name, String(token), lease.leaseMs, lease.hasLock],
  );
  return rows.length === 1;
}

/** Gives the lease back: the next one need not wait until it runs out. */
export async function endLease(own: OwnConnection, name: string, token: bigint): Promise<void> {
  await own.query(
    `UPDATE leader_lease SET "expiresAt" = clock_timestamp() WHERE "name" = $1 AND "token" = $2`,
    [name, String(token)],
  );
}

/** Who leads, "host:pid"; null before the first leader. */
export async function findLeader(name: string): Promise<string | null> {
  const row = await db.leaderLease.findUnique({ where: { name }, select: { holder: true } });
  return row?.holder ?? null;
}

/** One row while no newer leader exists; it stays share-locked, so none can appear before the commit. */
export const leaseOfSql = (name: string, token: bigint): Prisma.Sql =>
  Prisma.sql`SELECT 1 FROM "leader_lease" WHERE "name" = ${name} AND "token" = ${token.toString()}::bigint FOR SHARE`;

/** True while that is so. */
export const isLeaderToken = async (tx: WriteTx, name: string, token: bigint): Promise<boolean> =>
  (await tx.$queryRaw<unknown[]>(leaseOfSql(name, token))).length === 1;
