// A worker's presence: one connection that listens for work and holds an advisory lock for as long as the process
// lives. When the process is killed Postgres drops the lock, and others take over its calls without waiting for
// the leases to run out.
import { randomInt } from "node:crypto";
import pg from "pg";
import type { Sql } from "./engine-db";

export const WORK_CHANNEL = "job_work";
/** What server/jobs says on that channel when a person asks for a run. */
export const REQUEST_NOTICE = "request";
const LOCK_CLASS = 7403;
const RECONNECT_MS = 500;
/** How long living workers may need to come back after an outage that cut them all. */
const COME_BACK_MS = 5_000;
const WORKER_MAX = 2 ** 31;

export type Presence = {
  readonly worker: string;
  /** False while the connection is lost: others may take this worker for dead, so it must not take new work. */
  readonly isHeld: () => boolean;
  /**
   * False while the connection is lost and for a while after it came back: what cut it has cut the others too, and
   * one that is still on its way back is not dead.
   */
  readonly mayJudge: () => boolean;
  readonly leave: () => Promise<void>;
};

type Options = {
  readonly databaseUrl: string;
  /** `what` as the notice says: "" for ready runs, REQUEST_NOTICE for something people asked for. */
  readonly onWork: (what: string) => void;
  readonly onError: (error: Error) => void;
};

/** Resolves once listening; reconnects by itself afterwards, and says "work" then, as notices may have been lost. */
export async function joinPresence(options: Options): Promise<Presence> {
  const worker = String(randomInt(1, WORKER_MAX));
  let left = false;
  let held = true;
  let judgesFrom = Number.NEGATIVE_INFINITY;
  let client = await connect(options, worker, () => void again());
  async function again(): Promise<void> {
    held = false;
    while (!left) {
      await new Promise((resolve) => setTimeout(resolve, RECONNECT_MS));
      if (left) return;
      try {
        client = await connect(options, worker, () => void again());
        held = true;
        judgesFrom = performance.now() + COME_BACK_MS;
        options.onWork("");
        options.onWork(REQUEST_NOTICE);
        return;
      } catch (error) {
        options.onError(error as Error);
      }
    }
  }
  return {
    worker,
    isHeld: () => held,
    mayJudge: () => held && performance.now() >= judgesFrom,
    leave: async () => {
      left = true;
      await client.end().catch(() => undefined);
    },
  };
}

async function connect(options: Options, worker: string, onLost: () => void): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString: options.databaseUrl,
    connectionTimeoutMillis: 5_000,
    application_name: "amarktai-jobs-presence",
    keepAlive: true,
  });
  let lost = false;
  client.on("error", (error) => {
    if (lost) return;
    lost = true;
    options.onError(error);
    client.end().catch(() => undefined);
    onLost();
  });
  client.on("end", () => {
    if (lost) return;
    lost = true;
    onLost();
  });
  client.on("notification", ({ payload }) => options.onWork(payload ?? ""));
  try {
    await client.connect();
    await client.query("SELECT pg_advisory_lock($1, $2::int)", [LOCK_CLASS, worker]);
    await client.query(`LISTEN ${WORK_CHANNEL}`);
  } catch (error) {
    lost = true;
    await client.end().catch(() => undefined);
    throw error;
  }
  return client;
}

// A server that has only just started has nobody's lock yet.
const GONE = `pg_postmaster_start_time() < clock_timestamp() - interval '${COME_BACK_MS} milliseconds' AND NOT EXISTS (
  SELECT FROM pg_locks l WHERE l.locktype = 'advisory' AND l.classid = ${LOCK_CLASS}
    AND l.objid::text = q."worker" AND l.granted
    AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database()))`;

/** Workers that hold leases and are not there just now: killed, or cut off for a moment. */
export async function findMissingWorkers(sql: Sql, ownWorker: string): Promise<string[]> {
  const rows = await sql.rows<{ worker: string }>({
    name: "job-missing-workers",
    text: `SELECT DISTINCT q."worker" FROM job_queue q
      WHERE q."leaseUntil" IS NOT NULL AND q."worker" <> $1 AND ${GONE}`,
    values: [ownWorker],
  });
  return rows.map(({ worker }) => worker);
}

/** Gives back what these workers held, if they are still not there; returns how many calls that were. */
export async function releaseDeadLeases(sql: Sql, workers: readonly string[]): Promise<number> {
  if (workers.length === 0) return 0;
  const rows = await sql.rows({
    name: "job-release-dead",
    text: `UPDATE job_queue q SET "leaseUntil" = NULL, "worker" = NULL, "fence" = "fence" + 1
      WHERE "leaseUntil" IS NOT NULL AND "worker" = ANY ($1) AND ${GONE} RETURNING "runId"`,
    values: [workers],
  });
  return rows.length;
}
