import { type Decimal, toText } from "@/server/kernel/money";
import type { MarketRules } from "@/server/market/core/market-rules";
import type { OrderRequest } from "./exchange-port";

type Asked = Pick<OrderRequest, "type" | "limitPrice" | "triggerPrice" | "postOnly" | "stopPrice" | "amount">;

/**
 * Why an exchange would refuse an order by its own rules, whatever the account holds, in words; null when it would
 * not. `last` values a market order; null: its smallest value is left to the exchange.
 */
export function objectToOrder(request: Asked, rules: MarketRules, last: Decimal | null): string | null {
  const price = request.limitPrice ?? request.triggerPrice ?? last;
  return objectToKind(request) ?? objectToGrid(request, rules) ?? objectToSize(request.amount, price, rules);
}

function objectToKind({ type, limitPrice, triggerPrice, postOnly, stopPrice }: Asked): string | null {
  if (type === "limit" && limitPrice === null) return "a limit order needs its limit price";
  if (type === "limit" && stopPrice !== null) return "a stop price goes with a market order only";
  if (type === "stop" && !triggerPrice) return "a stop order needs the price that releases it";
  if (type !== "stop" && triggerPrice) return "a price that releases it goes with a stop order only";
  if (type !== "limit" && limitPrice !== null) return `a ${type} order has no limit price`;
  return type !== "limit" && postOnly ? "post only goes with a limit order only" : null;
}

function objectToGrid({ amount, limitPrice, triggerPrice }: Asked, rules: MarketRules): string | null {
  if (!isOnStep(amount, rules.lotSize)) return `amount is not a multiple of ${toText(rules.lotSize)}`;
  const price = limitPrice ?? triggerPrice ?? null;
  if (price === null) return null;
  if (price.lte(0)) return "price must be above zero";
  return isOnStep(price, rules.tickSize) ? null : `price is not a multiple of ${toText(rules.tickSize)}`;
}

const isOnStep = (value: Decimal, step: Decimal): boolean => step.isZero() || value.mod(step).isZero();

function objectToSize(amount: Decimal, price: Decimal | null, rules: MarketRules): string | null {
  if (amount.lte(0)) return "amount must be above zero";
  if (amount.lt(rules.minAmount)) return `amount is below ${toText(rules.minAmount)} ${rules.base}`;
  // an exit may empty a small holding; exchanges apply the minimum value to both sides
  return price !== null && amount.times(price).lt(rules.minNotional)
    ? `value is below ${toText(rules.minNotional)} ${rules.quote}`
    : null;
}
