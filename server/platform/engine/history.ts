// What the engine remembers, for people: functions, runs, steps. Reads only; any process may ask.
import type { RunStatus } from "@/server/events/job-engine";
import { type MarketMs, marketMs, plusMs, toDate, type WallMs } from "@/server/kernel/clock";
import type { Sql } from "./engine-db";
import { loadRegistry } from "./register-functions";

const RUNS_PAGE_MAX = 100;
const DAY_MS = 86_400_000;

export type FunctionView = {
  readonly id: string;
  readonly name: string;
  readonly paused: boolean;
  /** Names of events and schedules that start it. */
  readonly triggers: readonly string[];
  /** Next firing of its schedules, market clock; null when it has none or is paused. */
  readonly nextMarketAt: Date | null;
  readonly lastRun: { readonly id: string; readonly status: RunStatus; readonly queuedWallAt: Date } | null;
  /** Runs that have not ended, and those that failed within a day. */
  readonly open: number;
  readonly failedLastDay: number;
};

type Now = { readonly clock: string; readonly wallNow: WallMs; readonly marketNow: MarketMs };
type Row = Omit<FunctionView, "name" | "triggers" | "nextMarketAt"> & {
  readonly fired: Record<string, string> | null;
};

/** Every registered function, by id. */
export async function listFunctions(sql: Sql, now: Now): Promise<FunctionView[]> {
  const registry = await loadRegistry(sql);
  const rows = await sql.rows<Row>({
    text: `SELECT f."id", f."paused",
        (SELECT json_build_object('id', r."id", 'status', r."status", 'queuedWallAt', r."queuedWallAt") FROM job_run r
         WHERE r."functionId" = f."id" ORDER BY r."queuedWallAt" DESC, r."id" LIMIT 1) AS "lastRun",
        (SELECT count(*)::int FROM job_queue q WHERE q."functionId" = f."id") AS "open",
        (SELECT count(*)::int FROM job_run r WHERE r."functionId" = f."id" AND r."queuedWallAt" > $2
         AND r."status" = 'failed') AS "failedLastDay",
        (SELECT json_object_agg(c."expression", c."lastMarketAt") FROM job_cron c
         WHERE c."functionId" = f."id" AND c."clock" = $1) AS "fired"
      FROM job_function f ORDER BY f."id"`,
    values: [now.clock, toDate(plusMs(now.wallNow, -DAY_MS))],
  });
  return rows.map(({ fired, ...row }) => {
    const spec = registry.get(row.id);
    const nexts = (spec?.crons ?? []).map((cron) => {
      const last = fired?.[cron.expression];
      return cron.next(last ? marketMs(new Date(last)) : now.marketNow) ?? Number.POSITIVE_INFINITY;
    });
    const next = Math.min(...nexts);
    return {
      ...row,
      lastRun: row.lastRun && { ...row.lastRun, queuedWallAt: new Date(row.lastRun.queuedWallAt) },
      name: spec?.name ?? row.id,
      triggers: [
        ...(spec?.events.map(({ name }) => name) ?? []),
        ...(spec?.crons.map((cron) => cron.expression) ?? []),
      ],
      nextMarketAt: !row.paused && Number.isFinite(next) ? new Date(next) : null,
    };
  });
}

export type RunView = {
  readonly id: string;
  readonly functionId: string;
  readonly status: RunStatus;
  readonly eventName: string;
  readonly queuedMarketAt: Date;
  readonly queuedWallAt: Date;
  readonly startedWallAt: Date | null;
  readonly endedWallAt: Date | null;
  /** Why it failed, or why its last try did. */
  readonly error: string | null;
};

export type RunFilter = {
  readonly functionId?: string;
  readonly status?: RunStatus;
  /** Where the page before ended. */
  readonly after?: { readonly queuedWallAt: Date; readonly id: string };
  readonly limit?: number;
};

const RUN_COLUMNS = `"id", "functionId", "status", "event"->>'name' AS "eventName", "queuedMarketAt", "queuedWallAt",
  "startedWallAt", "endedWallAt", "error"->>'message' AS "error"`;

/** Newest first, at most 100. */
export function listRuns(sql: Sql, filter: RunFilter): Promise<RunView[]> {
  const values: unknown[] = [];
  const where: string[] = [];
  const give = (value: unknown): string => `$${values.push(value)}`;
  if (filter.functionId) where.push(`"functionId" = ${give(filter.functionId)}`);
  if (filter.status) where.push(`"status" = ${give(filter.status)}`);
  if (filter.after) {
    const at = give(filter.after.queuedWallAt);
    where.push(`("queuedWallAt" < ${at} OR ("queuedWallAt" = ${at} AND "id" > ${give(filter.after.id)}))`);
    where.push(`"queuedWallAt" <= ${at}`);
  }
  const limit = give(Math.min(filter.limit ?? RUNS_PAGE_MAX, RUNS_PAGE_MAX));
  return sql.rows<RunView>({
    text: `SELECT ${RUN_COLUMNS} FROM job_run ${where.length > 0 ? `WHERE ${where.join(" AND ")}` : ""}
      ORDER BY "queuedWallAt" DESC, "id" LIMIT ${limit}`,
    values,
  });
}

export type StepView = {
  readonly name: string;
  readonly kind: "run" | "sleep" | "invoke";
  readonly state: "done" | "failed" | "retrying" | "sleeping";
  readonly attempts: number;
  readonly wallAt: Date;
  readonly error: string | null;
};

export type RunDetail = RunView & {
  readonly event: unknown;
  readonly output: unknown;
  /** When it goes on by itself: market clock after a sleep, wall clock after a failure. */
  readonly dueMarketAt: Date | null;
  readonly dueWallAt: Date | null;
  readonly steps: readonly StepView[];
};

/** One run with its steps in order; null when there is none of that id. */
export async function findRun(sql: Sql, runId: string): Promise<RunDetail | null> {
  const [run] = await sql.rows<Omit<RunDetail, "steps">>({
    text: `SELECT r.*, q."dueMarketAt", q."dueWallAt" FROM
      (SELECT ${RUN_COLUMNS}, "event", "output" FROM job_run WHERE "id" = $1) r
      LEFT JOIN job_queue q ON q."runId" = r."id"`,
    values: [runId],
  });
  if (!run) return null;
  const steps = await sql.rows<Omit<StepView, "state"> & { ended: boolean; failed: boolean }>({
    text: `SELECT "name", "kind", "attempts", "wallAt", "memo" IS NOT NULL AS "ended",
        coalesce("memo"->>'type' = 'error', false) AS "failed",
        coalesce("memo"#>>'{error,message}', "error"->>'message') AS "error"
      FROM job_step WHERE "runId" = $1 ORDER BY "position", "wallAt"`,
    values: [runId],
  });
  return {
    ...run,
    steps: steps.map(({ ended, failed, ...step }, place) => {
      const asleep = step.kind === "sleep" && place === steps.length - 1 && run.dueMarketAt !== null;
      return { ...step, state: asleep ? "sleeping" : failed ? "failed" : ended ? "done" : "retrying" };
    }),
  };
}
