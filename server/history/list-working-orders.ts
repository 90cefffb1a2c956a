import type { WorkingOrderView } from "@/server/history/core/working-order-view";
import { toDate } from "@/server/kernel/clock";
import { readExchange } from "@/server/kernel/exchange-names";
import { toText } from "@/server/kernel/money";
import { readBotNames } from "./bot-names";
import { findWorkingOrders } from "./store";

const LIMIT_MAX = 200;

/** A user's orders that may still trade, oldest first: on their way, resting or partly filled. At most 200. */
export async function listWorkingOrders(q: {
  readonly userId: string;
  readonly botId?: string | undefined;
}): Promise<readonly WorkingOrderView[]> {
  const [rows, nameOf] = await Promise.all([findWorkingOrders(q, LIMIT_MAX), readBotNames(q.userId)]);
  return rows.map((row) => ({
    ...row,
    exchange: readExchange(row.exchange),
    botName: nameOf(row.botId),
    limitPrice: row.limitPrice && toText(row.limitPrice),
    triggerPrice: row.triggerPrice && toText(row.triggerPrice),
    amount: toText(row.amount),
    filled: toText(row.filled),
    marketAt: toDate(row.marketAt).toISOString(),
    restMarketUntil: row.restMarketUntil === null ? null : toDate(row.restMarketUntil).toISOString(),
  }));
}
