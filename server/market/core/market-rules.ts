import type { ExchangeName } from "@/server/kernel/exchange-names";
import type { Decimal } from "@/server/kernel/money";

/** What one exchange demands of orders on one symbol. Fees are fractions of the notional: 0.001 is 0.1 %. */
export type MarketRules = {
  readonly exchange: ExchangeName;
  readonly symbol: string;
  readonly base: string;
  readonly quote: string;
  /** smallest price step */
  readonly tickSize: Decimal;
  /** smallest amount step, in base */
  readonly lotSize: Decimal;
  /** smallest order, in base */
  readonly minAmount: Decimal;
  /** smallest order value, in quote */
  readonly minNotional: Decimal;
  readonly makerFee: Decimal;
  readonly takerFee: Decimal;
};

/** Whether the exchange would refuse an order of that size at that price as too small. */
export const isBelowMinimum = (
  amount: Decimal,
  price: Decimal,
  rules: Pick<MarketRules, "minAmount" | "minNotional">,
): boolean => amount.lte(0) || amount.lt(rules.minAmount) || amount.times(price).lt(rules.minNotional);
