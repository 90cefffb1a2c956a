import type { ActionContext } from "@/server/audit/action-context";
import { commit } from "@/server/audit/commit";
import { marketMs } from "@/server/kernel/clock";
import { type FoldedBot, foldNextBot } from "../store/folding";

const DAY_MS = 86_400_000;
const BOTS_AT_ONCE = 20;
const DAYS_AT_ONCE = 10;
const BEFORE_THE_FIRST = "00000000-0000-0000-0000-000000000000";

/** Where the work stands: the bot before the next one; null when every bot has been looked at. */
export type FoldStep = { readonly after: string | null; readonly removed: number };

/**
 * Folds the skips of some bots' days that are older than `wholeDays` (market clock): one row per bot, version, day of the
 * owner's zone and reason stays, the last of them, whole, and says how many it stands for. What acted is never touched.
 *
 * Called again with `after` of its answer until that is null. One audit entry for what a call removed.
 */
export async function foldDecisions(
  ctx: ActionContext,
  q: { readonly after: string | null; readonly wholeDays: number; readonly timeZone: string },
): Promise<FoldStep> {
  const until = marketMs(ctx.marketNow - q.wholeDays * DAY_MS);
  const done = await commit<FoldStep>(ctx, {
    action: "decisions.folded",
    subject: ctx.userId,
    reason: `skips older than ${q.wholeDays} days`,
    detail: ({ removed }) => ({ removed, wholeDays: q.wholeDays, until: new Date(until).toISOString() }),
    events: [],
    unchanged: ({ removed }) => removed === 0,
    write: async (tx) => {
      let [after, removed] = [q.after ?? BEFORE_THE_FIRST, 0];
      for (let bots = 0; bots < BOTS_AT_ONCE; bots++) {
        const asked = { userId: ctx.userId, after, until, timeZone: q.timeZone, daysMost: DAYS_AT_ONCE };
        const bot: FoldedBot | null = await foldNextBot(tx, asked);
        if (bot === null) return { after: null, removed };
        removed += bot.removed;
        // the same bot once more in the next call
        if (bot.more) return { after, removed };
        after = bot.botId;
      }
      return { after, removed };
    },
  });
  return done.ok ? done.value : { after: null, removed: 0 };
}
