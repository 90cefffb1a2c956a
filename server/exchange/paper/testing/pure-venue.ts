// The venue's pure core with balances in memory: the same steps as the store's, without a database.
import type { OrderRequest } from "@/server/exchange/core/exchange-port";
import { type MarketMs, marketMs, plusMs, wallMs } from "@/server/kernel/clock";
import { type Decimal, sumOf, ZERO } from "@/server/kernel/money";
import type { Tick } from "@/server/market/core/market-feed";
import type { OrderBook } from "@/server/market/core/order-book";
import { acceptOrder, objectToPaperOrder } from "../core/accept-order";
import { endOrder } from "../core/end-order";
import { canMatch } from "../core/find-takes";
import { matchOrder } from "../core/match-order";
import { withoutOwn } from "../core/own-impact";
import { WINDOW_MIN_MS } from "../core/paper-model";
import type {
  BalanceChange,
  MarketView,
  OrderChange,
  PaperOrder,
  PaperTrade,
  Terms,
} from "../core/paper-order";
import type { RecentTrading } from "../core/recent-trading";

export type PureOrder = PaperOrder & Pick<OrderChange, "status" | "reason">;
export type PureTrade = PaperTrade & { readonly order: PureOrder };
export type Balance = { readonly free: Decimal; readonly used: Decimal };

const LATENCY_MS = 250;

export class PureVenue {
  readonly balances = new Map<string, Balance>();
  readonly orders: PureOrder[] = [];
  readonly trades: PureTrade[] = [];

  constructor(readonly terms: Terms) {}

  deposit(asset: string, amount: Decimal): void {
    this.apply([{ asset, free: amount, used: ZERO }]);
  }

  place(request: OrderRequest, tick: Tick, book: OrderBook | null): void {
    const seen = { ...viewOf(tick, null), book };
    if (objectToPaperOrder(request, seen, this.terms) !== null) return;
    const { base, quote } = this.terms.rules;
    const free = this.balances.get(request.side === "buy" ? quote : base)?.free ?? ZERO;
    const facts = { free, last: tick.last, wallNow: wallMs(0) };
    const answer = acceptOrder(request, facts, this.terms);
    if (answer.kind === "rejected") return;
    this.apply(answer.changes);
    const { held, status, reason } = answer;
    const fresh = { filled: ZERO, restingAt: null, queueAhead: null, matchAt: plusMs(tick.at, LATENCY_MS) };
    const stopPrice = request.triggerPrice ?? request.stopPrice;
    this.orders.push({ ...request, ...fresh, stopPrice, held, status, reason });
  }

  cancel(index: number): void {
    const order = this.orders[index];
    if (order?.status !== "open") return;
    const ended = endOrder(order, "cancelled", this.terms.rules);
    this.apply(ended.changes);
    this.orders[index] = { ...order, ...ended.order };
  }

  match(tick: Tick, book: OrderBook | null, recent: RecentTrading | null): void {
    for (const [index, order] of this.orders.entries()) {
      if (order.status !== "open") continue;
      const seen = viewOf(tick, recent);
      if (!canMatch(order, { ...seen, book })) continue;
      const left = book && withoutOwn(book, this.takenFrom(book.at));
      const ownTraded = this.tradedWithoutBook(marketMs(tick.at - WINDOW_MIN_MS));
      const view = { ...seen, book: left, ownTraded };
      const free = this.balances.get(this.terms.rules.quote)?.free ?? ZERO;
      const matching = matchOrder(order, view, this.terms, free);
      if (!matching) continue;
      this.apply(matching.changes);
      const after = { ...order, ...matching.order };
      this.orders[index] = after;
      this.trades.push(...matching.trades.map((trade) => ({ ...trade, order: after })));
    }
  }

  tradedWithoutBook(after: MarketMs): Decimal {
    const those = this.trades.filter(({ bookAt, at }) => bookAt === null && at > after);
    return sumOf(those.map(({ amount }) => amount));
  }

  private takenFrom(at: MarketMs) {
    return this.trades.flatMap(({ order, bookAt, bookPrice, amount }) =>
      bookAt === at && bookPrice ? [{ side: order.side, bookPrice, amount }] : [],
    );
  }

  private apply(changes: readonly BalanceChange[]): void {
    for (const { asset, free, used } of changes) {
      const before = this.balances.get(asset) ?? { free: ZERO, used: ZERO };
      this.balances.set(asset, { free: before.free.plus(free), used: before.used.plus(used) });
    }
  }
}

const viewOf = (tick: Tick, recent: RecentTrading | null): MarketView => ({
  tick,
  recent,
  book: null,
  windowMs: WINDOW_MIN_MS,
  ownTraded: ZERO,
  traded: null,
});
