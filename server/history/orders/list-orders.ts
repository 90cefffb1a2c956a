import { toDate, wallMs } from "@/server/kernel/clock";
import { toStored, toText } from "@/server/kernel/money";
import { readBotNames } from "../bot-names";
import type { OrderPage, OrderStateFilter, OrderView } from "../core/order-view";
import { findOrderRows, type OrderCursor, type OrderRow } from "./store";

const FORM = /^(\d{1,15})_([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})$/;

export const isOrderCursor = (text: string): boolean => FORM.test(text);

function readCursor(text: string | undefined): OrderCursor | null {
  const [, wallAt, orderId] = FORM.exec(text ?? "") ?? [];
  return wallAt && orderId ? { wallAt: wallMs(Number(wallAt)), orderId } : null;
}

/**
 * One page of orders, newest first, of all books, each naming its own. The order (wall time, then id) is stable: orders
 * that come in while one reads on stand before the first page. A cursor that is not one of ours starts at the newest.
 */
export async function listOrders(q: {
  readonly userId: string;
  readonly cursor?: string | undefined;
  readonly limit: number;
  readonly botId?: string | undefined;
  readonly state: OrderStateFilter;
}): Promise<OrderPage> {
  const [found, nameOf] = await Promise.all([
    findOrderRows({ ...q, after: readCursor(q.cursor), limit: q.limit + 1 }),
    readBotNames(q.userId),
  ]);
  const rows = found.slice(0, q.limit);
  const last = rows.at(-1);
  return {
    orders: rows.map((row) => toOrderView(row, nameOf(row.botId))),
    nextCursor: found.length > q.limit && last ? `${last.wallAt}_${last.orderId}` : null,
  };
}

export const toOrderView = (row: OrderRow, botName: string): OrderView => ({
  orderId: row.orderId,
  botId: row.botId,
  botName,
  book: row.book,
  venue: row.venue,
  exchange: row.exchange,
  symbol: row.symbol,
  base: row.base,
  quote: row.quote,
  side: row.side,
  purpose: row.purpose,
  type: row.type,
  postOnly: row.postOnly,
  limitPrice: row.limitPrice && toText(row.limitPrice),
  triggerPrice: row.triggerPrice && toText(row.triggerPrice),
  amount: toText(row.amount),
  filled: toText(row.filled),
  averagePrice: row.filled.isZero() ? null : toText(toStored(row.filledQuote.div(row.filled))),
  status: row.status,
  statusReason: row.statusReason,
  reasonCode: row.reasonCode,
  marketAt: toDate(row.marketAt).toISOString(),
});
