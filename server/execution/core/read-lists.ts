// What two lists of an account, its open orders and its trades, tell of our orders in it.
import type { AccountTrade, OpenOrder, VenueOrder } from "@/server/exchange/core/exchange-port";
import { type Decimal, maxOf, sumOf, toStored } from "@/server/kernel/money";
import type { Order } from "./order";
import { tradedIn } from "./order-end";

export type Lists = {
  /** by client order id */
  readonly open: ReadonlyMap<string, OpenOrder>;
  /** by the venue's order id */
  readonly trades: ReadonlyMap<string, readonly AccountTrade[]>;
};

/** Those whose trades must be listed too: an open one that filled more than is booked, and any known one that is not open. */
export const movedOf = (orders: readonly Order[], open: Lists["open"]): readonly Order[] =>
  orders.filter((order) => {
    const here = open.get(order.clientOrderId);
    return here ? here.filled.gt(order.filled) : order.venueOrderId !== null;
  });

/** The order as both lists show it; undefined where they do not show what became of it. */
export function toldOf(order: Order, { open, trades: byVenueOrder }: Lists): VenueOrder | undefined {
  const here = open.get(order.clientOrderId);
  const venueOrderId = here?.venueOrderId ?? order.venueOrderId;
  if (venueOrderId === null) return undefined;
  const trades = byVenueOrder.get(venueOrderId) ?? [];
  const traded = tradedIn({ trades });
  const { clientOrderId, amount } = order;
  const found = { venueOrderId, clientOrderId, reason: "", trades };
  if (traded.gte(amount))
    return { ...found, status: "closed", filled: traded, averagePrice: averageOf(trades, traded) };
  if (!here) return undefined;
  const { filled, averagePrice } = here;
  return { ...found, status: "open", filled: maxOf(filled, traded), averagePrice };
}

const averageOf = (trades: readonly AccountTrade[], traded: Decimal): Decimal =>
  toStored(sumOf(trades.map(({ amount, price }) => amount.times(price))).div(traded));
