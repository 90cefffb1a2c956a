import type { VenueOrder } from "@/server/exchange/core/exchange-port";
import { type MarketMs, marketMs } from "@/server/kernel/clock";
import { hasNews } from "./core/judge-look-up";
import type { Order } from "./core/order";
import { type Lists, movedOf, toldOf } from "./core/read-lists";
import type { TradingRuntime } from "./runtime";

/** What the venue says of an order; null is a definitive "not there". Throws where it gave no answer. */
export type LookUp = (order: Order) => Promise<VenueOrder | null>;

/** Market clock: an order older than that is asked for by itself, so that no trades of weeks are listed for it. */
const REACH_MS = 86_400_000;
/** Market clock: the venue's clock may be behind ours. */
const SLACK_MS = 60_000;

/**
 * Asks one venue about many orders with two calls an account, its open orders and what it traded since, instead of one
 * call an order. What neither tells (it ended unfilled, was never seen, or its trades are not all there yet) is asked for
 * by its client order id when its turn comes. A list that did not come is no answer for any order of its account.
 */
export async function lookUpOrders(runtime: TradingRuntime, orders: readonly Order[]): Promise<LookUp> {
  const told = new Map<string, VenueOrder | Error>();
  const byAccount = Map.groupBy(orders, ({ userId, book, venue }) => `${userId} ${book} ${venue}`);
  for (const group of byAccount.values()) {
    // for a single one its own question is the shorter way
    if (group.length > 1) await listAccount(runtime, group, told);
  }
  return async (order) => {
    const known = told.get(order.orderId);
    if (known instanceof Error) throw known;
    return known ?? runtime.portOf(order.venue).findOrder(order, order.clientOrderId, order.symbol);
  };
}

/** Whether an order is young enough for lists to be asked about it. */
export const isWithinReach = ({ clocks }: TradingRuntime, { marketAt }: Order): boolean =>
  marketAt >= clocks.market() - REACH_MS;

async function listAccount(
  runtime: TradingRuntime,
  orders: readonly Order[],
  told: Map<string, VenueOrder | Error>,
): Promise<void> {
  try {
    const lists = await listOrders(runtime, orders);
    for (const order of orders) {
      const found = toldOf(order, lists);
      // of an old one no trades were listed: it is told here only where it rests on untouched
      if (found && (isWithinReach(runtime, order) || !hasNews(order, found))) told.set(order.orderId, found);
    }
  } catch (error) {
    const failure = error instanceof Error ? error : new Error(String(error));
    for (const order of orders) told.set(order.orderId, failure);
  }
}

/**
 * The open orders of an account, and the trades of those that moved: listed before their trades, so that what fills in
 * between is missing in no list. All orders are of one account.
 */
export async function listOrders(runtime: TradingRuntime, orders: readonly Order[]): Promise<Lists> {
  const [account] = orders;
  if (!account) return { open: new Map(), trades: new Map() };
  const port = runtime.portOf(account.venue);
  const symbolsOf = (some: readonly Order[]) => [...new Set(some.map(({ symbol }) => symbol))];
  const listed = await port.listOpenOrders(account, symbolsOf(orders));
  const open = new Map(listed.map((order) => [order.clientOrderId, order]));
  const moved = movedOf(orders, open).filter((order) => isWithinReach(runtime, order));
  if (moved.length === 0) return { open, trades: new Map() };
  const since = moved.reduce((first, { marketAt }) => Math.min(first, marketAt), Number.POSITIVE_INFINITY);
  const trades = await port.listTrades(account, symbolsOf(moved), fromThere(since));
  return { open, trades: Map.groupBy(trades, ({ venueOrderId }) => venueOrderId) };
}

const fromThere = (since: number): MarketMs => marketMs(Math.max(since - SLACK_MS, 0));
