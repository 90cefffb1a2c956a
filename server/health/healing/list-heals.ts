import { toDate, type WallMs } from "@/server/kernel/clock";
import type { HealAct } from "./core/finding";
import type { HealsView, HealView } from "./core/heal-view";
import { type HealRow, toHeal } from "./core/read-heal";
import { HEALS_KEPT_DAYS } from "./prune-heals";
import { listHealRows } from "./store";

const LISTED_MAX = 50;
const LABELS: { readonly [act in HealAct]: string } = {
  reconnect: "Connect anew",
  nudge_engine: "Wake the engine",
  restart_worker: "Restart the worker",
  plan_cycle: "Plan the cycle again",
  sweep_stops: "Sweep the stops",
  reopen_stream: "Open the stream anew",
  ask_instead: "Ask instead",
  compare_venue: "Look up and compare",
  end_holder: "End the holder",
  seal_audit: "Seal",
  tidy: "Tidy up",
  collect_garbage: "Give memory back",
  measure_clock: "Read the clocks again",
};

/** The newest fifty heals, what is broken now first. */
export async function listHeals(wallNow: WallMs): Promise<HealsView> {
  const rows = await listHealRows(LISTED_MAX);
  const heals = rows.map((row) => toView(row, wallNow));
  return {
    open: heals.filter(({ outcome }) => outcome === null).length,
    heals,
    policy: `Looked at every 30 s of the wall clock: database, jobs, cycles, stop sweep, feeds, orders, locks, audit trail, disk, memory, clock. Three tries, then you are told. Kept for ${HEALS_KEPT_DAYS} days.`,
  };
}

function toView(row: HealRow, wallNow: WallMs): HealView {
  const { healId, finding, foundAt, tries, toldAt, endedAt, outcome } = toHeal(row);
  const { part, subject, severity, words, todo } = finding;
  return {
    healId,
    part,
    subject,
    severity,
    words,
    todo,
    foundWallAt: toDate(foundAt).toISOString(),
    endedWallAt: endedAt === null ? null : toDate(endedAt).toISOString(),
    lastedMs: Math.max(0, (endedAt ?? wallNow) - foundAt),
    outcome,
    toldWallAt: toldAt === null ? null : toDate(toldAt).toISOString(),
    tries: tries.map(({ act, at, ...rest }) => ({
      act,
      label: LABELS[act],
      wallAt: toDate(at).toISOString(),
      ...rest,
    })),
  };
}
