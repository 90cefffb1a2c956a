import { type Decimal, toStored } from "@/server/kernel/money";
import type { Holding } from "@/server/strategy/core/strategy";

/** One filled order of a position; price in quote per base, fees left out. */
export type FilledOrder = { readonly purpose: "entry" | "exit"; readonly price: Decimal };

/** What a strategy is told of an open position, exact. */
export type HoldingFacts = {
  readonly entryPrice: Decimal;
  readonly lots: number;
  readonly lastPrice: Decimal;
  readonly candlesHeld: number;
};

/**
 * What a strategy is told of a position. Without filled orders (a strategy that is all in or all out is not asked for them) it
 * is one lot at the average price. A candle counts as held when it closed after the position was opened.
 */
export function holdingFacts(
  entryPrice: Decimal,
  filledOrders: readonly FilledOrder[],
  span: { readonly openedAt: number; readonly slotAt: number; readonly candleMs: number },
): HoldingFacts {
  const entries = filledOrders.filter(({ purpose }) => purpose === "entry").length;
  const partsSold = filledOrders.length - entries;
  return {
    entryPrice,
    lots: Math.max(1, entries - partsSold),
    lastPrice: toStored(filledOrders.at(-1)?.price ?? entryPrice),
    candlesHeld: Math.max(0, Math.ceil((span.slotAt - span.openedAt) / span.candleMs)),
  };
}

/** The same as numbers, for the strategy. Records of old know nothing of it: one lot at `price`. */
export const toHolding = (facts: HoldingFacts | undefined, price: Decimal): Holding => ({
  entryPrice: (facts?.entryPrice ?? price).toNumber(),
  lots: facts?.lots ?? 1,
  lastPrice: (facts?.lastPrice ?? price).toNumber(),
  candlesHeld: facts?.candlesHeld ?? 0,
});
