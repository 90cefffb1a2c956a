import { type MarketMs, marketMs, toDate } from "@/server/kernel/clock";
import { type CronSchedule, isFresh, newestSlot } from "./cron-slots";
import type { EngineDb, Sql } from "./engine-db";
import type { FunctionSpec } from "./function-spec";
import { WORK_CHANNEL } from "./presence";
import { type Moment, startRuns } from "./start-runs";

/** One schedule of one function, and when it is due next (market clock). */
export type CronEntry = {
  readonly spec: FunctionSpec;
  readonly schedule: CronSchedule;
  /** A missed slot: run the newest once, however late (nightly work), or leave it when it is no longer fresh. */
  readonly catchUp: boolean;
  last: MarketMs;
  next: MarketMs | null;
};

/** Reads when each schedule fired last on this market clock; one seen for the first time starts from now. */
export async function loadCrons(
  sql: Sql,
  specs: Iterable<FunctionSpec>,
  catchUpIds: ReadonlySet<string>,
  moment: Moment,
): Promise<CronEntry[]> {
  const entries: CronEntry[] = [];
  for (const spec of specs) {
    for (const schedule of spec.crons) {
      const [row] = await sql.rows<{ lastMarketAt: Date }>({
        text: `INSERT INTO job_cron ("functionId", "expression", "clock", "lastMarketAt") VALUES ($1, $2, $3, $4)
          ON CONFLICT ("functionId", "expression", "clock") DO UPDATE SET "lastMarketAt" = job_cron."lastMarketAt"
          RETURNING "lastMarketAt"`,
        values: [spec.id, schedule.expression, moment.clock, toDate(moment.marketNow)],
      });
      const last = row ? marketMs(row.lastMarketAt) : moment.marketNow;
      const next = schedule.next(last);
      await saveNext(sql, spec.id, schedule.expression, moment.clock, next);
      entries.push({ spec, schedule, catchUp: catchUpIds.has(spec.id), last, next });
    }
  }
  return entries;
}

/** For pages and the watchdog: when it is due next. */
async function saveNext(
  sql: Sql,
  functionId: string,
  expression: string,
  clock: string,
  next: MarketMs | null,
): Promise<void> {
  await sql.rows({
    text: `UPDATE job_cron SET "nextMarketAt" = $4
      WHERE "functionId" = $1 AND "expression" = $2 AND "clock" = $3`,
    values: [functionId, expression, clock, next === null ? null : toDate(next)],
  });
}

/**
 * Fires a schedule that is due: its newest slot only, never the ones before it. Of two workers one fires, as the
 * slot is taken in the transaction that starts the run.
 */
export async function fireCron(
  db: EngineDb,
  entry: CronEntry,
  moment: Moment,
  newId: () => string,
): Promise<void> {
  const { spec, schedule } = entry;
  const slot = newestSlot(schedule, entry.last, moment.marketNow);
  if (slot !== null) {
    const wanted = entry.catchUp || isFresh(schedule, slot, moment.marketNow);
    await db.transaction(async (sql) => {
      if (!(await takeSlot(sql, entry, slot, moment)) || !wanted) return;
      const event = {
        id: `cron:${schedule.expression}:${toDate(slot).toISOString()}`,
        name: "inngest/scheduled.timer",
        data: { cron: schedule.expression },
        ts: slot,
      };
      const started = await startRuns(sql, [{ spec, event }], moment, newId);
      if (started.length > 0) await sql.rows({ text: `NOTIFY ${WORK_CHANNEL}` });
    });
    entry.last = slot;
  }
  entry.next = schedule.next(entry.last);
}

async function takeSlot(
  sql: Sql,
  { spec, schedule }: CronEntry,
  slot: MarketMs,
  moment: Moment,
): Promise<boolean> {
  const next = schedule.next(slot);
  const rows = await sql.rows({
    text: `UPDATE job_cron SET "lastMarketAt" = $4, "nextMarketAt" = $5
      WHERE "functionId" = $1 AND "expression" = $2 AND "clock" = $3 AND "lastMarketAt" < $4 RETURNING 1 AS taken`,
    values: [spec.id, schedule.expression, moment.clock, toDate(slot), next === null ? null : toDate(next)],
  });
  return rows.length > 0;
}
