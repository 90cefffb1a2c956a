import type { WriteTx } from "@/server/platform/db";
import { type LevelChange, saveLevel } from "./store/levels";

/** Lays the stop or the target of an open position, inside the caller's commit. Stale when it closed or was edited since. */
export const saveExitLevel = (tx: WriteTx, change: LevelChange): Promise<void> => saveLevel(tx, change);
