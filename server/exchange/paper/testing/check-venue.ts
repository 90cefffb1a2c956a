// What must hold of a venue after whatever happened to it; each throws with what is wrong.
import type { MarketMs } from "@/server/kernel/clock";
import { type Decimal, ONE, sumOf, toStored, ZERO } from "@/server/kernel/money";
import { invariant } from "@/server/kernel/result";
import type { OrderBook } from "@/server/market/core/order-book";
import { ROUNDING_SLACK } from "../core/paper-model";
import type { Terms } from "../core/paper-order";
import type { PureOrder, PureTrade, PureVenue } from "./pure-venue";

/** Used = what open orders hold, nothing below zero, ended orders hold nothing. */
export function checkHolds({ orders, balances }: PureVenue): void {
  const holds = [
    ["USDT", "buy"],
    ["BTC", "sell"],
  ] as const;
  for (const [asset, side] of holds) {
    const held = sumOf(orders.filter((order) => order.side === side).map((order) => order.held));
    const { free, used } = balances.get(asset) ?? { free: ZERO, used: ZERO };
    invariant(used.eq(held), `${asset}: ${used} used, ${held} held`);
    invariant(free.gte(0) && used.gte(0), `${asset} below zero: ${free} + ${used}`);
  }
  orders.forEach(checkOrder);
}

function checkOrder({ amount, filled, held, status, reason }: PureOrder): void {
  invariant(filled.lte(amount), "filled more than asked for");
  invariant(held.gte(0), "a hold below zero");
  invariant(status === "open" || held.isZero(), "an ended order holds money");
  invariant(status !== "closed" || filled.eq(amount), "closed, not filled");
  invariant(status !== "canceled" || reason !== "", "ended without a reason");
}

/** free + used = deposits + bought − sold − fees in it, per asset. */
export function checkBalances(
  { trades, balances }: PureVenue,
  deposits: { readonly USDT: Decimal; readonly BTC: Decimal },
): void {
  let { USDT, BTC } = deposits;
  for (const { order, price, amount, fee, feeAsset } of trades) {
    const sign = order.side === "buy" ? 1 : -1;
    BTC = BTC.plus(amount.times(sign)).minus(feeAsset === "BTC" ? fee : ZERO);
    USDT = USDT.minus(toStored(amount.times(price)).times(sign)).minus(feeAsset === "USDT" ? fee : ZERO);
  }
  for (const [asset, expected] of Object.entries({ USDT, BTC })) {
    const { free, used } = balances.get(asset) ?? { free: ZERO, used: ZERO };
    invariant(free.plus(used).eq(expected), `${asset}: ${free.plus(used)}, not ${expected}`);
  }
}

/** Whether a price is worse for the order than the bound, or at it. */
const isNotBetter = (order: PureOrder, price: Decimal, bound: Decimal): boolean =>
  order.side === "buy" ? price.gte(bound) : price.lte(bound);

/** On the tick, never better than the stop or the book, never worse than the limit, fees in the exchange's asset. */
export function checkPrices({ trades, terms }: PureVenue, tickSize: Decimal): void {
  for (const trade of trades) {
    const { order, price, amount, fee, liquidity } = trade;
    invariant(price.mod(tickSize).isZero() && price.gt(0), `${price} is off the tick`);
    invariant(amount.gt(0) && fee.gte(0), "a trade of nothing");
    invariant(!order.stopPrice || isNotBetter(order, price, order.stopPrice), "better than the stop");
    if (liquidity === "taker") checkTaker(trade);
    if (order.limitPrice) checkLimit(trade, order.limitPrice);
    checkFee(trade, terms);
  }
}

function checkFee({ order, price, amount, fee, feeAsset, liquidity }: PureTrade, terms: Terms): void {
  const { makerFee, takerFee, base, quote } = terms.rules;
  const inBase = terms.venue.feeIn[liquidity][order.side] === "base";
  invariant(feeAsset === (inBase ? base : quote), `a fee in ${feeAsset}`);
  const due = (liquidity === "maker" ? makerFee : takerFee).times(amount).times(inBase ? ONE : price);
  invariant(due.minus(fee).abs().lte(ROUNDING_SLACK), `a fee of ${fee}, not ${due}`);
}

function checkTaker({ order, price, bookPrice }: PureTrade): void {
  invariant(!order.postOnly, "a post-only order took");
  invariant(!bookPrice || isNotBetter(order, price, bookPrice), "better than the book");
}

function checkLimit({ order, price, liquidity }: PureTrade, limit: Decimal): void {
  invariant(order.side === "buy" ? price.lte(limit) : price.gte(limit), "worse than the limit");
  invariant(liquidity === "taker" || price.eq(limit), "a maker fills at its own price");
}

/** Of no level of any book more was taken than it held. */
export function checkBooks({ trades }: PureVenue, books: ReadonlyMap<MarketMs, OrderBook>): void {
  const taken = new Map<string, Decimal>();
  for (const { order, bookAt, bookPrice, amount } of trades) {
    if (bookAt === null || !bookPrice) continue;
    const key = `${bookAt} ${order.side} ${bookPrice.toFixed()}`;
    const sum = (taken.get(key) ?? ZERO).plus(amount);
    taken.set(key, sum);
    const book = books.get(bookAt);
    const levels = (order.side === "buy" ? book?.asks : book?.bids) ?? [];
    const there = levels.find(({ price }) => price.eq(bookPrice))?.amount ?? ZERO;
    invariant(sum.lte(there), `${sum} taken of ${there} at ${key}`);
  }
}
