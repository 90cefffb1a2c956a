import type { MarketMs, WallMs } from "@/server/kernel/clock";
import { toDate } from "@/server/kernel/clock";
import type { Sql } from "./engine-db";

export type ClaimedRun = {
  readonly runId: string;
  readonly functionId: string;
  /** Grows with every claim: a reply or checkpoint that carries an older one is refused. */
  readonly fence: string;
  readonly attempt: number;
  readonly event: Record<string, unknown>;
  /** Step id and its memo, in the order they were made. */
  readonly steps: readonly (readonly [string, unknown])[];
};

export type ClaimAsk = {
  readonly clock: string;
  readonly worker: string;
  readonly functionIds: readonly string[];
  readonly take: number;
  readonly wallNow: WallMs;
  readonly marketNow: MarketMs;
  readonly leaseMs: number;
};

/** Leases ready runs, oldest first, within their concurrency keys. Sleeps, pauses and leases that ended count. */
export async function claimRuns(sql: Sql, ask: ClaimAsk): Promise<ClaimedRun[]> {
  const rows = await sql.rows<Omit<ClaimedRun, "steps"> & { steps: ClaimedRun["steps"] | null }>({
    name: "job-claim",
    text: "SELECT * FROM job_claim($1, $2, $3, $4, $5, $6, $7)",
    values: [
      ask.clock,
      ask.worker,
      ask.functionIds,
      ask.take,
      toDate(ask.wallNow),
      toDate(ask.marketNow),
      ask.leaseMs,
    ],
  });
  return rows.map((row) => ({ ...row, steps: row.steps ?? [] }));
}

export type NextDue = { readonly market: Date | null; readonly wall: Date | null };

/** When the queue has to be looked at again if nothing new comes in. */
export async function findNextDue(sql: Sql, clock: string): Promise<NextDue> {
  const [due] = await sql.rows<NextDue>({
    name: "job-next-due",
    text: `SELECT (SELECT min("dueMarketAt") FROM job_queue WHERE "clock" = $1) AS market,
      least((SELECT min("dueWallAt") FROM job_queue), (SELECT min("leaseUntil") FROM job_queue)) AS wall`,
    values: [clock],
  });
  return due ?? { market: null, wall: null };
}

/** Prolongs the leases of calls in flight. */
export async function renewLeases(
  sql: Sql,
  worker: string,
  runIds: readonly string[],
  until: WallMs,
): Promise<void> {
  await sql.rows({
    name: "job-renew",
    text: `UPDATE job_queue SET "leaseUntil" = $3 WHERE "runId" = ANY ($2) AND "worker" = $1`,
    values: [worker, runIds, toDate(until)],
  });
}

/** Gives back what is leased by this worker, but for the calls it keeps; a late reply of the others is refused. */
export async function releaseLeases(sql: Sql, worker: string, keepRunIds: readonly string[]): Promise<void> {
  await sql.rows({
    text: `UPDATE job_queue SET "leaseUntil" = NULL, "worker" = NULL, "fence" = "fence" + 1
      WHERE "worker" = $1 AND NOT ("runId" = ANY ($2))`,
    values: [worker, keepRunIds],
  });
}

/** A sleep that was measured on another market session's clock ends at once: that clock will not run again here. */
export async function wakeForeignSleeps(sql: Sql, clock: string): Promise<void> {
  await sql.rows({
    text: `UPDATE job_queue SET "dueMarketAt" = NULL WHERE "clock" <> $1 AND "dueMarketAt" IS NOT NULL
      AND "waitStepId" IS NULL`,
    values: [clock],
  });
}
