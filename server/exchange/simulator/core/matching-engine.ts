import type { Liquidity, VenueRules } from "@/server/exchange/core/venue-rules";
import { plusMs, type WallMs } from "@/server/kernel/clock";
import { Decimal, floorToStep, maxOf, minOf, ONE, toDecimal, ZERO } from "@/server/kernel/money";
import type { MarketRules } from "@/server/market/core/market-rules";
import type { BookLevel } from "@/server/market/core/order-book";
import { isReached, objectTo, wouldTake } from "./check-order";
import { coinFeeOf, type FeeCoin, feeOf, feeOnTop } from "./fee-of";
import { Holdings } from "./holdings";
import { OrderLedger } from "./order-ledger";
import {
  type Change,
  isOpen,
  type MarketView,
  type NewOrder,
  type Now,
  type Placed,
  type Refused,
  type SimOrder,
  type SimOrderStatus,
} from "./sim-order";
import { TakenLiquidity } from "./taken-liquidity";

/** How one exchange differs where the venue's rules do not say. */
export type Manners = {
  readonly venue: VenueRules;
  readonly orderId: (number: number) => string;
  readonly tradeId: (number: number) => string;
  /** a client id may be used again once its order has ended, or never */
  readonly clientIds: "among_open" | "ever";
  /** a stop whose price is reached already */
  readonly stopNow: "reject" | "trigger";
  /** accepts whatever can be read, and tells by status what failed */
  readonly failsLater: boolean;
  /** whether it knows a smallest value beside the smallest amount */
  readonly hasCostMinimum: boolean;
};

/** What faults ask of one order. */
export type Knobs = {
  /** a fill takes at most this part of the order; the rest comes later */
  readonly fraction: Decimal | null;
  readonly feeCoin: FeeCoin | null;
  /** how long nobody finds a new order */
  readonly hiddenMs: number;
  /** taken in, and failed at once with these words */
  readonly failWords: string | null;
};
export const noKnobs: Knobs = { fraction: null, feeCoin: null, hiddenMs: 0, failWords: null };

/** A market buy that waits for its rest holds back so much more than the last price. */
const MARKET_MARGIN = toDecimal("1.05");

/**
 * One exchange's orders, fills and balances. Pure of clock and chance: `now` and the market's view come with each call,
 * so the same calls give the same orders. What became different is handed out once by `takeChanges`.
 */
export class MatchingEngine {
  readonly ledger = new OrderLedger();
  readonly holdings = new Holdings((change) => this.changes.push(change));
  private readonly liquidity = new TakenLiquidity();
  private changes: Change[] = [];
  private orders = 0;
  private trades = 0;

  constructor(private readonly manners: Manners) {}

  takeChanges(): readonly Change[] {
    const taken = this.changes;
    this.changes = [];
    return taken;
  }

  /** Puts back what a journal kept. */
  restore(change: Change): void {
    if (change.kind === "balance") {
      this.holdings.set(change.account, change.asset, change.free, change.used);
      return;
    }
    this.orders = Math.max(this.orders, change.order.number);
    this.ledger.put(change.order);
    if (change.kind === "order") return;
    this.trades = Math.max(this.trades, change.trade.number);
    this.ledger.addTrade(change.trade);
  }

  place(order: NewOrder, view: MarketView, rules: MarketRules, now: Now, knobs: Knobs): Placed {
    const objection = objectTo(order, view, rules, this.manners.venue);
    if (objection) return { ok: false, ...objection };
    const failed = this.failureOf(order, view, rules);
    if (failed && !this.manners.failsLater) return { ok: false, ...failed };
    const taken = this.takeIn(order, now, knobs);
    const words = failed?.words ?? knobs.failWords;
    if (words !== null) return { ok: true, order: this.end(taken, "rejected", now, words) };
    if (order.postOnly && wouldTake(order, view))
      return { ok: true, order: this.end(taken, "rejected", now, this.manners.venue.postOnlyWords) };
    const need = this.needOf(order, view, rules);
    const waits = knobs.fraction !== null && order.type === "market" && order.side === "buy" && !order.cost;
    const free = this.holdings.free(order.account, this.givenBy(taken));
    this.hold(taken, waits ? minOf(free, need.times(MARKET_MARGIN)) : need);
    if (order.stop === null || isReached(order, view.quote.last)) this.arrive(taken, view, rules, now, knobs);
    this.tell(taken);
    return { ok: true, order: taken };
  }

  cancel(order: SimOrder, now: Now): boolean {
    if (!isOpen(order)) return false;
    this.end(order, "cancelled", now, "");
    return true;
  }

  /** One more look at a market: stops that are reached, resting orders that the book reaches. */
  advance(symbol: string, view: MarketView, rules: MarketRules, now: Now, knobs: Knobs): void {
    for (const order of this.ledger.openAt(symbol)) {
      const before = `${order.filled} ${order.status} ${order.triggered}`;
      if (!order.triggered) {
        if (!isReached(order, view.quote.last)) continue;
        this.arrive(order, view, rules, now, knobs);
      } else this.match(order, view, rules, now, knobs, order.type === "limit" ? "maker" : "taker");
      if (before !== `${order.filled} ${order.status} ${order.triggered}`) this.tell(order);
    }
  }

  /** Fills what is open of an order at its limit or the last price, whatever the book says: how a cancel is crossed. */
  fillNow(order: SimOrder, view: MarketView, rules: MarketRules, now: Now): void {
    if (!isOpen(order)) return;
    const price = order.price ?? view.quote.last;
    const amount = this.wantedAt(order, price, rules);
    if (amount.gt(0)) this.fill(order, { price, amount }, "maker", rules, now, noKnobs);
    this.finishIfDone(order, rules, now);
    this.tell(order);
  }

  move(account: string, asset: string, amount: Decimal): void {
    this.holdings.move(account, asset, amount, ZERO);
  }

  private failureOf(
    order: NewOrder,
    view: MarketView,
    rules: MarketRules,
  ): { readonly refused: Refused; readonly words: string } | null {
    if (order.clientId !== null) {
      const same = this.ledger.findByClientId(order.account, order.clientId);
      if (same && (this.manners.clientIds === "ever" || isOpen(same)))
        return { refused: "duplicate", words: `client order id ${order.clientId} is in use` };
    }
    if (order.stop && this.manners.stopNow === "reject" && isReached(order, view.quote.last))
      return { refused: "stop_now", words: "the stop price is reached already" };
    const asset = order.side === "buy" ? rules.quote : rules.base;
    return this.holdings.free(order.account, asset).lt(this.needOf(order, view, rules))
      ? { refused: "funds", words: `not enough ${asset}` }
      : null;
  }

  /** What must be free for an order, in the asset it gives away. */
  private needOf(order: NewOrder, view: MarketView, rules: MarketRules): Decimal {
    const onTop = ONE.plus(feeOnTop(order, rules, this.manners.venue));
    if (order.cost !== null) return order.cost;
    const amount = order.amount ?? ZERO;
    // a market order never rests: of it no maker's fee can come on top, and a whole holding can be sold
    if (order.side === "sell") return order.type === "market" ? amount : amount.times(onTop);
    if (order.price !== null) return amount.times(order.price).times(onTop);
    if (order.stop) return amount.times(order.stop.price).times(onTop);
    let [left, cost] = [amount, ZERO];
    for (const level of this.liquidity.left(order.symbol, view.book, "asks")) {
      const taken = minOf(level.amount, left);
      cost = cost.plus(taken.times(level.price));
      left = left.minus(taken);
      if (left.lte(0)) break;
    }
    return cost.plus(left.times(view.quote.last)).times(onTop);
  }

  private takeIn(order: NewOrder, now: Now, knobs: Knobs): SimOrder {
    this.orders++;
    return this.ledger.put({
      ...order,
      id: this.manners.orderId(this.orders),
      number: this.orders,
      createdAt: now.market,
      visibleAt: plusMs<WallMs>(now.wall, knobs.hiddenMs),
      status: "open",
      triggered: order.stop === null,
      reason: "",
      filled: ZERO,
      filledCost: ZERO,
      fees: {},
      held: ZERO,
      updatedAt: now.market,
      tradeIds: [],
    });
  }

  private hold(order: SimOrder, amount: Decimal): void {
    order.held = order.held.plus(amount);
    this.holdings.move(order.account, this.givenBy(order), amount.neg(), amount);
  }

  /** The order meets the market: takes what it can, and rests or ends. */
  private arrive(order: SimOrder, view: MarketView, rules: MarketRules, now: Now, knobs: Knobs): void {
    order.triggered = true;
    order.updatedAt = now.market;
    if (order.tif === "fok" && !this.isWhole(order, view, rules)) {
      this.end(order, "expired", now, "not all of it could be filled at once");
      return;
    }
    this.match(order, view, rules, now, knobs, "taker");
    if (!isOpen(order) || knobs.fraction !== null) return;
    if (order.type === "market" || order.tif !== "gtc") this.end(order, "expired", now, "");
  }

  private isWhole(order: SimOrder, view: MarketView, rules: MarketRules): boolean {
    const side = order.side === "buy" ? "asks" : "bids";
    const reach = this.liquidity
      .left(order.symbol, view.book, side)
      .filter(({ price }) => isWithin(order, price))
      .reduce((sum, { amount }) => sum.plus(amount), ZERO);
    return reach.gte(this.wantedAt(order, view.quote.last, rules));
  }

  private match(
    order: SimOrder,
    view: MarketView,
    rules: MarketRules,
    now: Now,
    knobs: Knobs,
    liquidity: Liquidity,
  ): void {
    const side = order.side === "buy" ? "asks" : "bids";
    let most = knobs.fraction && this.shareOf(order, view, rules, knobs.fraction);
    for (const level of this.liquidity.left(order.symbol, view.book, side)) {
      if (!isWithin(order, level.price)) break;
      // a resting order trades at its own price
      const price = liquidity === "maker" && order.price ? order.price : level.price;
      const wanted = this.wantedAt(order, price, rules);
      const amount = floorToStep(minOf(minOf(level.amount, wanted), most ?? wanted), rules.lotSize);
      if (amount.lte(0)) break;
      this.liquidity.take(order.symbol, view.book, side, { price: level.price, amount });
      this.fill(order, { price, amount }, liquidity, rules, now, knobs);
      most = most?.minus(amount) ?? null;
    }
    this.finishIfDone(order, rules, now);
  }

  private shareOf(order: SimOrder, view: MarketView, rules: MarketRules, fraction: Decimal): Decimal {
    const whole = order.amount ?? (order.cost ?? ZERO).div(view.quote.last);
    return maxOf(rules.lotSize, floorToStep(whole.times(fraction), rules.lotSize));
  }

  /** How much the order still wants, in base. */
  private wantedAt(order: SimOrder, price: Decimal, rules: MarketRules): Decimal {
    if (order.amount !== null) return order.amount.minus(order.filled);
    const onTop = ONE.plus(feeOnTop(order, rules, this.manners.venue));
    return floorToStep(order.held.div(price.times(onTop)), rules.lotSize);
  }

  private fill(
    order: SimOrder,
    { price, amount }: BookLevel,
    liquidity: Liquidity,
    rules: MarketRules,
    now: Now,
    knobs: Knobs,
  ): void {
    const cost = amount.times(price);
    const fee = this.feeFor(order, { price, amount }, liquidity, rules, knobs);
    const given = this.givenBy(order);
    const gives = (order.side === "buy" ? cost : amount).plus(fee.asset === given ? fee.amount : ZERO);
    const fromHold = minOf(order.held, gives);
    order.held = order.held.minus(fromHold);
    this.holdings.move(order.account, given, fromHold.minus(gives), fromHold.neg());
    const [got, what] = order.side === "buy" ? [amount, rules.base] : [cost, rules.quote];
    this.holdings.move(order.account, what, fee.asset === what ? got.minus(fee.amount) : got, ZERO);
    if (fee.asset !== given && fee.asset !== what)
      this.holdings.move(order.account, fee.asset, fee.amount.neg(), ZERO);
    this.trades++;
    const { account, clientId, symbol, side } = order;
    const trade = {
      id: this.manners.tradeId(this.trades),
      number: this.trades,
      orderId: order.id,
      clientId,
      account,
      symbol,
      side,
      price,
      amount,
      cost,
      fee,
      liquidity,
      at: now.market,
    };
    order.filled = order.filled.plus(amount);
    order.filledCost = order.filledCost.plus(cost);
    order.fees = { ...order.fees, [fee.asset]: (order.fees[fee.asset] ?? ZERO).plus(fee.amount) };
    order.updatedAt = now.market;
    order.tradeIds.push(trade.id);
    this.ledger.addTrade(trade);
    this.changes.push({ kind: "trade", trade, order: copyOf(order) });
  }

  private feeFor(
    order: SimOrder,
    { price, amount }: BookLevel,
    liquidity: Liquidity,
    rules: MarketRules,
    { feeCoin }: Knobs,
  ): { readonly asset: string; readonly amount: Decimal } {
    const fill = { side: order.side, price, amount, liquidity };
    if (feeCoin) {
      const fee = coinFeeOf(fill, rules, feeCoin);
      if (this.holdings.free(order.account, fee.asset).gte(fee.amount)) return fee;
    }
    return feeOf(fill, rules, this.manners.venue);
  }

  private finishIfDone(order: SimOrder, rules: MarketRules, now: Now): void {
    if (!isOpen(order) || order.filled.lte(0)) return;
    const rest = this.wantedAt(order, order.filledCost.div(order.filled), rules);
    if (rest.lt(order.amount === null ? rules.lotSize : new Decimal("1e-18")))
      this.end(order, "filled", now, "");
  }

  private end(order: SimOrder, status: SimOrderStatus, now: Now, reason: string): SimOrder {
    order.status = status;
    order.reason = reason;
    order.updatedAt = now.market;
    const held = order.held;
    order.held = ZERO;
    this.holdings.move(order.account, this.givenBy(order), held, held.neg());
    this.ledger.sort(order);
    this.tell(order);
    return order;
  }

  private tell(order: SimOrder): void {
    this.changes.push({ kind: "order", order: copyOf(order) });
  }

  private givenBy({ symbol, side }: Pick<SimOrder, "symbol" | "side">): string {
    const [base = "", quote = ""] = symbol.split("/");
    return side === "buy" ? quote : base;
  }
}

/** As it is now: the order goes on changing. */
const copyOf = (order: SimOrder): SimOrder => ({ ...order, tradeIds: [...order.tradeIds] });

const isWithin = (order: SimOrder, price: Decimal): boolean =>
  order.price === null || (order.side === "buy" ? price.lte(order.price) : price.gte(order.price));
