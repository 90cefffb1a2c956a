// What doing nothing would have earned: the funded money put equally into the coins of the bots and left alone.
import type { ExchangeName } from "@/server/kernel/exchange-names";
import { type Decimal, sumOf, toStored, ZERO } from "@/server/kernel/money";
import type { PriceOf } from "./value-book";

export type BasketMarket = { readonly exchange: ExchangeName; readonly symbol: string };

/** An untouched holding of coins. `units` are base amounts by market, `cash` waits for the first price. */
export type Basket = {
  readonly cash: Decimal;
  readonly units: readonly (BasketMarket & { readonly amount: Decimal })[];
};

export const emptyBasket: Basket = { cash: ZERO, units: [] };

/** The basket after money came in or was taken out. What is taken out beyond the cash is taken from every coin alike. */
export function fundBasket(basket: Basket, change: Decimal, priceOf: PriceOf): Basket {
  const cash = basket.cash.plus(change);
  if (cash.gte(0)) return { ...basket, cash };
  const worth = valueBasket({ ...basket, cash: ZERO }, priceOf);
  if (!worth || worth.lte(0)) return { ...basket, cash };
  const kept = worth.plus(cash).div(worth);
  const units = basket.units.map((unit) => ({ ...unit, amount: toStored(unit.amount.times(kept)) }));
  return { cash: ZERO, units };
}

/**
 * The basket holding `markets` in equal parts.
 *
 * Untouched while the coins stay the same and no cash waits; split anew at present prices when the bots' coins
 * change, so that its value never jumps. Unchanged while a price that is needed is unknown, or no bot has a coin.
 */
export function investBasket(basket: Basket, markets: readonly BasketMarket[], priceOf: PriceOf): Basket {
  if (markets.length === 0 || (basket.cash.isZero() && sameMarkets(basket.units, markets))) return basket;
  const worth = valueBasket(basket, priceOf);
  if (!worth) return basket;
  const units = [];
  for (const { exchange, symbol } of markets) {
    const price = priceOf(exchange, symbol);
    if (!price?.gt(0)) return basket;
    units.push({ exchange, symbol, amount: toStored(worth.div(markets.length).div(price)) });
  }
  return { cash: ZERO, units };
}

/** What the basket is worth now; null while a price is unknown. */
export function valueBasket(basket: Basket, priceOf: PriceOf): Decimal | null {
  const worths: Decimal[] = [basket.cash];
  for (const { exchange, symbol, amount } of basket.units) {
    const price = priceOf(exchange, symbol);
    if (!price) return null;
    worths.push(amount.times(price));
  }
  return sumOf(worths);
}

const keyOf = ({ exchange, symbol }: BasketMarket): string => `${exchange} ${symbol}`;

function sameMarkets(units: readonly BasketMarket[], markets: readonly BasketMarket[]): boolean {
  const held = new Set(units.map(keyOf));
  return held.size === markets.length && markets.every((market) => held.has(keyOf(market)));
}
