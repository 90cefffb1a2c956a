import { commitAll } from "@/server/audit/commit";
import { jobContext } from "@/server/audit/job-context";
import { readTrail, type TrailRow, trailEnd } from "@/server/audit/read-trail";
import type { Trace } from "@/server/audit/trace";
import type { Clocks } from "@/server/kernel/clock";
import type { WriteTx } from "@/server/platform/db";
import { alarmingActions, alertsOfEntry } from "./core/alerts-of-entry";
import { foldAct } from "./fold-act";
import { findPlace, movePlace } from "./store/place";

/**
 * Reads the audit trail on from where it was read to, and raises or resolves what it means for alerts; both, and the
 * new place, are one commit, so that each entry counts exactly once, whoever dies. Answers how many entries were read.
 * At the very first look it begins at the trail's end.
 */
export async function deriveAlerts(clocks: Clocks): Promise<number> {
  const from = await findPlace();
  if (!from) {
    const end = await trailEnd();
    await commitAll({ write: (tx) => movePlace(tx, null, end), traces: () => [] });
    return 0;
  }
  const { rows, end } = await readTrail(from, alarmingActions);
  if (!end) return 0;
  await commitAll<readonly Trace[]>({
    write: async (tx) => ((await movePlace(tx, from, end)) ? foldRows(tx, clocks, rows) : []),
    traces: (traces) => traces,
  });
  return rows.length;
}

async function foldRows(tx: WriteTx, clocks: Clocks, rows: readonly TrailRow[]): Promise<readonly Trace[]> {
  const traces: Trace[] = [];
  for (const row of rows) {
    if (row.userId === null) continue;
    const ctx = jobContext(clocks, row.userId, "alerts", `alerts:${row.place.seq}`);
    for (const act of alertsOfEntry(row)) traces.push(...(await foldAct(tx, ctx, act)));
  }
  return traces;
}
