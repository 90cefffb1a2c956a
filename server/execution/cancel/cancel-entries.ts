import type { ActionContext } from "@/server/audit/action-context";
import type { WriteTx } from "@/server/platform/db";
import type { EndCode } from "../core/end-code";
import { type EntryStanding, findEntryStanding, saveAllEntriesAsked } from "./store";

export type { EntryStanding } from "./store";

/**
 * Asks for the cancel of every entry of a user that rests at a venue, inside the caller's commit; the venues are told by
 * whoever leads. Answers how many were asked for.
 */
export const writeEntriesAskedBack = (
  tx: WriteTx,
  { userId }: ActionContext,
  code: EndCode,
): Promise<number> => saveAllEntriesAsked(tx, userId, code);

/** How a user's entries stand, and how many were sent after an instant of the wall clock. */
export const readEntryStanding = (userId: string, since: Date): Promise<EntryStanding> =>
  findEntryStanding(userId, since);
