import type { TradePage, TradeView } from "@/server/history/core/trade-view";
import { readBotNames } from "./bot-names";
import { fromCursorText, toCursorText } from "./fill-cursor";
import { countFills, findFills } from "./store";
import { toTrade } from "./to-trade";

const LIMIT_MAX = 1_000;
const COUNT_MAX = 10_000;

/**
 * One page of fills, newest first.
 *
 * The order (wall time, then id) is stable: fills that come in while one reads on appear before the first page, never
 * twice. `total` counts up to 10 000. Without a book all books are listed, each trade naming its own. A cursor that is
 * not one of ours starts at the newest.
 */
export async function listTrades(q: {
  readonly userId: string;
  readonly cursor?: string | undefined;
  readonly limit: number;
  readonly botId?: string | undefined;
  readonly book?: TradeView["book"];
}): Promise<TradePage> {
  const limit = Math.min(Math.max(q.limit, 1), LIMIT_MAX);
  const after = q.cursor === undefined ? null : fromCursorText(q.cursor);
  const [found, total, nameOf] = await Promise.all([
    findFills({ ...q, after, limit: limit + 1 }),
    countFills(q, COUNT_MAX),
    readBotNames(q.userId),
  ]);
  const fills = found.slice(0, limit);
  const last = fills.at(-1);
  return {
    trades: fills.map((fill) => toTrade(fill, nameOf(fill.botId))),
    total,
    nextCursor: found.length > limit && last ? toCursorText(last) : null,
  };
}
