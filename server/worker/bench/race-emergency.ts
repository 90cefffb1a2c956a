// An emergency stop in the middle of a cycle in which every bot enters.
import { jobContext } from "@/server/audit/job-context";
import { emergencyStop } from "@/server/emergency/emergency-stop";
import { marketMs, wallMs } from "@/server/kernel/clock";
import { type CycleFleet, measureCycle } from "./measure-cycle";

export type EmergencyRace = {
  readonly bots: number;
  /** entries that reached a venue, of all */
  readonly sent: number;
  /** from the ask to its answer: halted, entries taken back, bots paused */
  readonly stopMs: number;
  /** intents written after the answer */
  readonly intentsAfter: number;
  /** entries that reached a venue after the answer and had not been marked as sent before it */
  readonly entriesAfter: number;
  /** the last entry at a venue, counted from the ask, ms; 0 where none came after it */
  readonly lastEntryMs: number;
};

type ReadEntries = () => Promise<readonly { readonly id: string; readonly isIntent: boolean }[]>;

/** Runs a cycle and stops it as soon as `after` entries are at their venue; `readEntries` tells what was written. */
export async function raceEmergency(
  fleet: CycleFleet,
  after: number,
  readEntries: ReadEntries,
): Promise<EmergencyRace> {
  const wire: { readonly id: string; readonly at: number }[] = [];
  const started = Promise.withResolvers<number>();
  const cycle = measureCycle(fleet, (id) => {
    const at = performance.now();
    wire.push({ id, at });
    if (wire.length === after) started.resolve(at);
  });
  const over = cycle.then(() => performance.now());
  const askedAt = await Promise.race([started.promise, over]);
  const clocks = { market: () => marketMs(fleet.slotAt + 500), wall: () => wallMs(Date.now()) };
  const stopped = await emergencyStop(
    { open: "hold" },
    jobContext(clocks, fleet.userId, "race", `race:${after}`),
  );
  const answeredAt = performance.now();
  if (!stopped.ok) throw new Error(stopped.refusal.message);
  const before = await readEntries();
  await cycle;
  const marked = new Set(before.flatMap(({ id, isIntent }) => (isIntent ? [] : [id])));
  return {
    bots: fleet.bots,
    sent: wire.length,
    stopMs: Math.round(answeredAt - askedAt),
    intentsAfter: (await readEntries()).length - before.length,
    entriesAfter: wire.filter(({ id, at }) => at > answeredAt && !marked.has(id)).length,
    lastEntryMs: Math.max(0, Math.round((wire.at(-1)?.at ?? 0) - askedAt)),
  };
}
