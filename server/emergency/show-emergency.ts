import { type EntryStanding, readEntryStanding } from "@/server/execution/cancel/cancel-entries";
import { countOpenPositions } from "@/server/positions/list-open-positions";
import { readHalt } from "@/server/settings/halt";

/** The emergency stop as it stands, with what proves it. */
export type EmergencyView = {
  readonly halted: boolean;
  /** ISO UTC, wall clock: when it was set */
  readonly at: string | null;
  /** everything open is being sold */
  readonly flatten: boolean;
  readonly openPositions: number;
  /** null where none holds */
  readonly entries: EntryStanding | null;
};

/** Whether an emergency stop holds, and how entries and positions stand under it. */
export async function showEmergency(userId: string): Promise<EmergencyView> {
  const { halted, haltedWallAt, flatten } = await readHalt(userId);
  return {
    halted,
    at: haltedWallAt?.toISOString() ?? null,
    flatten,
    openPositions: await countOpenPositions(userId),
    entries: halted && haltedWallAt ? await readEntryStanding(userId, haltedWallAt) : null,
  };
}
