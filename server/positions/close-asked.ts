import type { WallMs } from "@/server/kernel/clock";
import type { WriteTx } from "@/server/platform/db";
import type { OpenPosition } from "./core/open-position";
import { findCloseAsked, findIdsAsked, saveCloseAsked } from "./store/closing";

const TOGETHER_MOST = 1_000;

/** Asks for a user's open positions to be closed, inside the caller's commit; answers those nobody had asked for before. */
export const writeCloseAsked = (
  tx: WriteTx,
  asked: { readonly userId: string; readonly positionIds: readonly string[]; readonly wallNow: WallMs },
): Promise<readonly string[]> => saveCloseAsked(tx, asked);

/** Open positions that a person wants closed. */
export const listCloseAsked = (): Promise<readonly OpenPosition[]> => findCloseAsked(TOGETHER_MOST);

/** Which of these a person wants closed. */
export const listIdsAsked = (positionIds: readonly string[]): Promise<ReadonlySet<string>> =>
  findIdsAsked(positionIds);
