import type { ActionContext } from "@/server/audit/action-context";
import { commit } from "@/server/audit/commit";
import { toText } from "@/server/kernel/money";
import type { OpenPosition } from "./core/open-position";
import { lockOpenPosition, savePositionClosed } from "./store/positions";

/**
 * Closes a position that no order can sell: what is left of it is dust from here on, with its cost, until the bot's next
 * position in the same market takes it over. A position that changed meanwhile is left as it is.
 */
export async function leaveAsDust(ctx: ActionContext, seen: OpenPosition, words: string): Promise<void> {
  const { positionId, botId, symbol, amount, base } = seen;
  await commit(ctx, {
    action: "position.left_as_dust",
    subject: positionId,
    reason: `${words}, but what is held is below the exchange's smallest order: it stays as dust`,
    detail: { amount: toText(amount), base, cost: toText(seen.cost) },
    events: (left) => (left ? [{ name: "position/closed", data: { positionId, botId, symbol } }] : []),
    write: async (tx) => {
      const open = await lockOpenPosition(tx, botId);
      if (open?.positionId !== positionId || !open.amount.eq(amount)) return false;
      const closing = { reason: "too_small", marketAt: ctx.marketNow, wallAt: ctx.wallNow };
      await savePositionClosed(tx, positionId, open, closing);
      return true;
    },
    unchanged: (left) => !left,
  });
}
