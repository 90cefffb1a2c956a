import type { ActionContext } from "@/server/audit/action-context";
import type { Book } from "@/server/kernel/book";
import type { MarketMs } from "@/server/kernel/clock";
import type { WriteTx } from "@/server/platform/db";
import { findQuarantinesOver, saveStatus } from "./store";

type BotRef = { readonly botId: string; readonly revision: number };

/**
 * Takes a running bot out of trading until that instant of the market clock, inside the caller's commit: it enters
 * nothing, its stops stay armed. Stale when the bot was written since it was read.
 */
export const writeQuarantine = (
  tx: WriteTx,
  { userId }: ActionContext,
  { botId, revision, until, reason }: BotRef & { readonly until: MarketMs; readonly reason: string },
): Promise<void> =>
  saveStatus(tx, {
    botId,
    userId,
    revision,
    reason,
    by: "system",
    status: "quarantined",
    quarantinedUntil: until,
  });

/** Lets a quarantined bot trade again, inside the caller's commit. */
export const writeRelease = (
  tx: WriteTx,
  { userId }: ActionContext,
  { botId, revision, reason }: BotRef & { readonly reason: string },
): Promise<void> => saveStatus(tx, { botId, userId, revision, reason, status: "running", by: "system" });

/** Bots of a book whose quarantine is over; one that was paused meanwhile is not among them. */
export const listQuarantinesOver = (q: { userId: string; book: Book; marketNow: MarketMs }) =>
  findQuarantinesOver(q);
