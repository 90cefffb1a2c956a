import type { ActionContext } from "@/server/audit/action-context";
import type { WriteTx } from "@/server/platform/db";
import { findArchived, saveArchived, saveRestored } from "./stages/store";

type BotRef = { readonly botId: string; readonly revision: number; readonly reason: string };

/** A bot that was taken out of the fleet, by its name or id, and since when on the wall clock. */
export const findArchivedBot = (userId: string, nameOrId: string): ReturnType<typeof findArchived> =>
  findArchived(userId, nameOrId);

/** Takes a bot out of the fleet, inside the caller's commit: its statistics stay, its name is free again. */
export const archiveBot = (
  tx: WriteTx,
  { userId, wallNow }: ActionContext,
  bot: BotRef & { readonly by?: "user" | "system" },
): Promise<void> => saveArchived(tx, { ...bot, userId, wallNow });

/** Takes an archived bot back, paused, inside the caller's commit. Stale when its name belongs to another by now. */
export const restoreBot = (tx: WriteTx, { userId }: ActionContext, bot: BotRef): Promise<void> =>
  saveRestored(tx, { ...bot, userId });
