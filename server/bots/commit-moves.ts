import type { ActionContext } from "@/server/audit/action-context";
import { commit } from "@/server/audit/commit";
import { type Result, refuse } from "@/server/kernel/result";
import { isBelowZero } from "@/server/ledger/is-below-zero";

/** Commits moves of capital. Refuses with `stale_write` where a bot changed, or an order took the money, meanwhile. */
export async function commitMoves<T>(
  ctx: ActionContext,
  change: Parameters<typeof commit<T>>[1],
): Promise<Result<T>> {
  try {
    return await commit(ctx, change);
  } catch (error) {
    if (isBelowZero(error))
      return refuse("stale_write", "An order took some of that money meanwhile. Look again and retry.");
    throw error;
  }
}
