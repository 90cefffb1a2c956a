import { type MarketMs, toDate } from "@/server/kernel/clock";
import type { WriteTx } from "@/server/platform/db";

export type FoldedBot = {
  readonly botId: string;
  readonly removed: number;
  /** days of it are left to fold */
  readonly more: boolean;
};

/** Folds days of the user's next bot after one; null when there is none. The database alone may do it, and only so. */
export async function foldNextBot(
  tx: WriteTx,
  q: {
    readonly userId: string;
    readonly after: string;
    readonly until: MarketMs;
    readonly timeZone: string;
    readonly daysMost: number;
  },
): Promise<FoldedBot | null> {
  const rows = await tx.$queryRaw<{ bot: string; removed: bigint; more: boolean }[]>`
    SELECT "bot"::text, "removed", "more" FROM decision_fold_days(${q.userId}::uuid, ${q.after}::uuid,
      ${toDate(q.until)}::timestamptz, ${q.timeZone}::text, ${q.daysMost}::int)`;
  const [row] = rows;
  return row ? { botId: row.bot, removed: Number(row.removed), more: row.more } : null;
}
