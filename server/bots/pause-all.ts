import type { ActionContext } from "@/server/audit/action-context";
import type { WriteTx } from "@/server/platform/db";
import { savePausedAll } from "./store";

/**
 * Pauses every running or quarantined bot of a user inside the caller's commit: they enter nothing more, their stops stay
 * armed. Answers how many there were.
 */
export const writePauseAll = (
  tx: WriteTx,
  { userId, actor }: ActionContext,
  reason: string,
): Promise<number> =>
  savePausedAll(tx, {
    userId,
    by: actor.kind === "schedule" || actor.kind === "system" ? "system" : "user",
    reason,
  });
