import type { ActionContext } from "@/server/audit/action-context";
import type { Book } from "@/server/kernel/book";
import type { Decimal } from "@/server/kernel/money";
import { reservePostings, type TradeFacts, tradePostings } from "@/server/ledger/core/posting";
import type { WriteTx } from "@/server/platform/db";
import type { SqlPart } from "@/server/platform/question";
import { findBalance, keyedWritesSql, saveTransaction, saveTransactions } from "./store";

type OrderIdentity = {
  readonly orderId: string;
  readonly userId: string;
  readonly botId: string;
  readonly book: Book;
  readonly venue: string;
  readonly side: "buy" | "sell";
  readonly base: string;
  readonly quote: string;
};

const times = (ctx: ActionContext) => ({ marketAt: ctx.marketNow, wallAt: ctx.wallNow });

type Reservation = OrderIdentity & { readonly ctx: ActionContext; readonly amount: Decimal };

/** Holds back what orders may spend: quote for a buy, base for a sell. Inside the caller's commit. */
export async function postReservations(tx: WriteTx, orders: readonly Reservation[]): Promise<void> {
  await saveTransactions(tx, orders.map(toReserve));
}

const toReserve = (order: Reservation) => {
  const { ctx, orderId, userId, book, venue, botId, side, base, quote, amount } = order;
  return {
    userId,
    book,
    venue,
    kind: "reserve",
    ref: `reserve:${orderId}`,
    postings: reservePostings(botId, side === "buy" ? quote : base, amount),
    ...times(ctx),
  };
};

/** One that is written with the row of that key, where the bot has at least so much free. */
export type KeyedReservation = Reservation & { readonly key: string; readonly leastFree: Decimal };

/**
 * The same as expressions of a statement that writes the orders itself, by the keys in its `moved`: `backed` answers the key of
 * each whose bot has enough free. Nothing is made where `given`, which begins with AND, does not hold.
 */
export const reservationsSql = (orders: readonly KeyedReservation[], given: SqlPart) =>
  keyedWritesSql(
    orders.map(({ key, leastFree, ...order }) => ({
      ...toReserve(order),
      key,
      postings: toReserve(order).postings.map((posting) => ({
        ...posting,
        least: posting.amount.lt(0) ? leastFree : null,
      })),
    })),
    given,
  );

/** Gives back what ended orders did not spend. Nothing left, nothing written. */
export async function postReleases(
  tx: WriteTx,
  orders: readonly (OrderIdentity & { readonly ctx: ActionContext; readonly left: Decimal })[],
): Promise<void> {
  await saveTransactions(
    tx,
    orders
      .filter(({ left }) => left.gt(0))
      .map(({ ctx, orderId, userId, book, venue, botId, side, base, quote, left }) => ({
        userId,
        book,
        venue,
        kind: "release",
        ref: `release:${orderId}`,
        postings: reservePostings(botId, side === "buy" ? quote : base, left.neg()),
        ...times(ctx),
      })),
  );
}

/** What names a fill: a venue counts its trades per market, and both sides of one may be ours. */
export const fillRef = (orderId: string, venueTradeId: string): string => `fill:${orderId}:${venueTradeId}`;

/** Books one fill; its reference is the venue's trade and our order in it, so that it can be booked once only. */
export async function postTrade(
  tx: WriteTx,
  ctx: ActionContext,
  order: OrderIdentity,
  trade: Pick<TradeFacts, "amount" | "price" | "fee" | "feeAsset" | "reservedLeft"> & {
    venueTradeId: string;
    /** in quote, of a fee in a coin that is neither base nor quote; null where it has no price */
    feeWorth: Decimal | null;
  },
): Promise<void> {
  const { userId, book, venue } = order;
  const paidAsset = order.side === "buy" ? order.quote : order.base;
  const freeLeft = await findBalance(tx, {
    ...order,
    asset: paidAsset,
    kind: "allocated",
    botKey: order.botId,
  });
  const { feeAsset, feeWorth: worth } = trade;
  const isOwn = feeAsset === order.base || feeAsset === order.quote;
  const pool = { ...order, asset: feeAsset, kind: "available", botKey: "" } as const;
  const coin = isOwn ? undefined : { worth, inPool: await findBalance(tx, pool) };
  const postings = tradePostings({ ...order, ...trade, freeLeft, ...(coin ? { coin } : {}) });
  await saveTransaction(tx, {
    userId,
    book,
    venue,
    kind: "trade",
    ref: fillRef(order.orderId, trade.venueTradeId),
    postings,
    ...times(ctx),
  });
}
