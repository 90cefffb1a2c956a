import type { OpenPosition } from "./core/open-position";
import { findTradeRecords, sumHoldings, type TradeRecordQuery } from "./store/records";

/** The closed trades of some bots of one book, summed up in one query; a bot without any is not among them. */
export const listTradeRecords = (book: OpenPosition["book"], asked: readonly TradeRecordQuery[]) =>
  findTradeRecords(book, asked);

/** What a book holds in open positions per market, in base. */
export const listHoldings = (q: { userId: string; book: OpenPosition["book"] }) =>
  sumHoldings(q.userId, q.book);
