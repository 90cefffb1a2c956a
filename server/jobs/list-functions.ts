import type { WallMs } from "@/server/kernel/clock";
import type { JobFunctionView } from "./core/job-view";
import { readConfig } from "./core/read-config";
import { whatStops } from "./core/vital-jobs";
import { findClock } from "./find-clock";
import { findJobServer } from "./find-job-server";
import { type FunctionRow, listFunctionRows } from "./store";

/**
 * Every function the worker registered, with its triggers, its next and its last run. None where an Inngest server
 * runs them: what the embedded engine keeps is of the past then.
 */
export async function listFunctions(wallNow: WallMs): Promise<readonly JobFunctionView[]> {
  if (findJobServer()) return [];
  return (await listFunctionRows(await findClock(wallNow), wallNow)).map(toView);
}

function toView({ config, crons, lastRun, ...row }: FunctionRow): JobFunctionView {
  const { name, events, schedules } = readConfig(config, row.functionId);
  const nexts = (crons ?? [])
    .filter(({ expression, next }) => next !== null && schedules.includes(expression))
    .map(({ next }) => Date.parse(next ?? ""));
  return {
    functionId: row.functionId,
    name,
    paused: row.paused,
    stops: whatStops(row.functionId),
    triggers: [...events, ...schedules],
    scheduled: schedules.length > 0,
    nextMarketAt: row.paused || nexts.length === 0 ? null : new Date(Math.min(...nexts)).toISOString(),
    lastRun: lastRun && { ...lastRun, queuedWallAt: new Date(lastRun.queuedWallAt).toISOString() },
    openRuns: row.openRuns,
    failedLastDay: row.failedLastDay,
  };
}
