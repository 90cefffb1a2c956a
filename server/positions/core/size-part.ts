import { type Decimal, floorToStep, ZERO } from "@/server/kernel/money";
import { isBelowMinimum, type MarketRules } from "@/server/market/core/market-rules";

/**
 * What a position really keeps when it sells down to `kept` (base) at a price: null where an exchange would refuse so small a
 * part, and nothing where what is left could not be sold at its stop any more.
 */
export function sizePart(
  { amount, kept, price, stopPrice }: Readonly<Record<"amount" | "kept" | "price" | "stopPrice", Decimal>>,
  rules: Pick<MarketRules, "lotSize" | "minAmount" | "minNotional">,
): Decimal | null {
  const part = floorToStep(amount.minus(kept), rules.lotSize);
  if (isBelowMinimum(part, price, rules)) return null;
  const rest = floorToStep(amount.minus(part), rules.lotSize);
  return isBelowMinimum(rest, stopPrice, rules) ? ZERO : kept;
}
