import { type Decimal, maxOf, ONE } from "@/server/kernel/money";

/** The exits a position carries. Prices in quote per base; `trailingRatio` 0.03 trails 3 % below the highest price. */
export type StopLevels = {
  readonly stopPrice: Decimal;
  readonly targetPrice: Decimal | null;
  readonly trailingRatio: Decimal | null;
  readonly highestPrice: Decimal;
  readonly entryPrice: Decimal;
};

export type StopHit = {
  readonly reasonCode: "stop_loss" | "take_profit" | "trailing_stop";
  readonly level: Decimal;
};

/**
 * Which exit the price has hit, by priority stop, target, trailing; null when none.
 *
 * The trailing stop works only above the entry price: below it the stop guards.
 */
export function checkStops(levels: StopLevels, price: Decimal): StopHit | null {
  if (price.lte(levels.stopPrice)) return { reasonCode: "stop_loss", level: levels.stopPrice };
  if (levels.targetPrice && price.gte(levels.targetPrice)) {
    return { reasonCode: "take_profit", level: levels.targetPrice };
  }
  if (!levels.trailingRatio) return null;
  const trail = maxOf(levels.highestPrice, price).times(ONE.minus(levels.trailingRatio));
  return trail.gt(levels.entryPrice) && price.lte(trail)
    ? { reasonCode: "trailing_stop", level: trail }
    : null;
}

/** Where a new position's exits lie, from its average entry price and the owner's ratios. */
export function placeStops(
  entryPrice: Decimal,
  ratios: { readonly stop: Decimal; readonly target: Decimal; readonly trailing: Decimal },
): { stopPrice: Decimal; targetPrice: Decimal; trailingRatio: Decimal } {
  return {
    stopPrice: entryPrice.times(ONE.minus(ratios.stop)),
    targetPrice: entryPrice.times(ONE.plus(ratios.target)),
    trailingRatio: ratios.trailing,
  };
}
