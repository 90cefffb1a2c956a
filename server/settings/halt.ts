import type { WallMs } from "@/server/kernel/clock";
import type { WriteTx } from "@/server/platform/db";
import { findFlattening, findHalt, type HaltRow, saveHalt, saveHaltCleared } from "./store";

export type { HaltRow } from "./store";

const NONE: HaltRow = { halted: false, haltedWallAt: null, flatten: false };

/** The emergency stop of a user, as it stands. */
export const readHalt = async (userId: string): Promise<HaltRow> => (await findHalt(userId)) ?? NONE;

/** Sets it inside the caller's commit; answers whether anything changed. */
export const writeHalt = (
  tx: WriteTx,
  halt: { readonly userId: string; readonly flatten: boolean; readonly wallNow: WallMs },
): Promise<boolean> => saveHalt(tx, halt);

/** Ends it inside the caller's commit; false where none holds. */
export const writeHaltCleared = (tx: WriteTx, userId: string, wallNow: WallMs): Promise<boolean> =>
  saveHaltCleared(tx, userId, wallNow);

/** Users whose open positions are to be sold, all of them. */
export const listFlattening = (): Promise<readonly string[]> => findFlattening();
