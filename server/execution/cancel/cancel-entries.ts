import type { ActionContext } from "@/server/audit/action-context";
import type { WriteTx } from "@/server/platform/db";
import type { EndCode } from "../core/end-code";
import { type EntryStanding, findEntryStanding, saveEntriesAsked } from "./store";

export type { EntryStanding } from "./store";

/**
 * Asks for the cancel of every entry of a user that rests at a venue, inside the caller's commit; the venues are told by
 * whoever leads. With `line` only those of that coin or market, and those that wait to be sent as well: they never are.
 * Answers how many were asked for.
 */
export const writeEntriesAskedBack = (
  tx: WriteTx,
  { userId }: ActionContext,
  code: EndCode,
  line?: string,
): Promise<number> =>
  saveEntriesAsked(tx, line === undefined ? { userId } : { userId, line, waiting: true }, code);

/** How a user's entries stand, and how many were sent after an instant of the wall clock. */
export const readEntryStanding = (userId: string, since: Date): Promise<EntryStanding> =>
  findEntryStanding(userId, since);
