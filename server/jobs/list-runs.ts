import { wallMs } from "@/server/kernel/clock";
import { accept, type Result, refuse } from "@/server/kernel/result";
import type { JobRunsView } from "./core/job-view";
import { readCursor, toCursor } from "./core/run-cursor";
import { toRunView } from "./core/to-run-view";
import { findJobServer } from "./find-job-server";
import { refuseUnknownFunction } from "./refuse-unknown";
import { findFunction, listRunRows } from "./store";

/**
 * Runs of one function or of all, newest first, in pages of `limit`.
 * None where an Inngest server runs them. Refuses with `not_found` for an unknown function, `invalid` for a cursor that is none.
 */
export async function listRuns(q: {
  readonly functionId?: string | undefined;
  readonly cursor?: string | undefined;
  readonly limit: number;
}): Promise<Result<JobRunsView>> {
  if (findJobServer()) return accept({ runs: [], nextCursor: null });
  const after = q.cursor === undefined ? null : readCursor(q.cursor);
  if (q.cursor !== undefined && !after)
    return refuse("invalid", "That page of runs is not known. Begin with the first.");
  const found = q.functionId === undefined ? null : await findFunction(q.functionId);
  if (q.functionId !== undefined && !found) return refuseUnknownFunction(q.functionId);
  const rows = await listRunRows({ functionId: found?.functionId ?? null, after, limit: q.limit + 1 });
  const page = rows.slice(0, q.limit);
  const last = rows.length > q.limit ? page.at(-1) : undefined;
  return accept({
    runs: page.map(toRunView),
    nextCursor: last ? toCursor({ queuedAt: wallMs(last.queuedWallAt), runId: last.runId }) : null,
  });
}
