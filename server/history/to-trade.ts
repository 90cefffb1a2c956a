import type { TradeView } from "@/server/history/core/trade-view";
import { toDate } from "@/server/kernel/clock";
import { toText } from "@/server/kernel/money";
import type { FillRow } from "./store";

/** One fill as the trades page shows it. */
export const toTrade = (fill: FillRow, botName: string): TradeView => ({
  fillId: fill.fillId,
  orderId: fill.orderId,
  botId: fill.botId,
  botName,
  exchange: fill.exchange,
  symbol: fill.symbol,
  base: fill.base,
  quote: fill.quote,
  side: fill.side,
  amount: toText(fill.amount),
  price: toText(fill.price),
  fee: toText(fill.fee),
  feeAsset: fill.feeAsset,
  orderType: fill.orderType,
  liquidity: fill.liquidity,
  realised: fill.realised && toText(fill.realised),
  reasonCode: fill.reasonCode,
  book: fill.book,
  marketKind: fill.marketKind,
  marketAt: toDate(fill.marketAt).toISOString(),
  wallAt: toDate(fill.wallAt).toISOString(),
});
