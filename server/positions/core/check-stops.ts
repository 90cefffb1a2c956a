import type { MarketMs } from "@/server/kernel/clock";
import { type Decimal, maxOf, ONE } from "@/server/kernel/money";

/** The exits a position carries. Prices in quote per base; `trailingRatio` 0.03 trails 3 % below the highest price. */
export type StopLevels = {
  readonly stopPrice: Decimal;
  readonly targetPrice: Decimal | null;
  readonly trailingRatio: Decimal | null;
  readonly highestPrice: Decimal;
  readonly entryPrice: Decimal;
  /** market clock: due then at whatever price; null or absent without a time stop */
  readonly timeStopAt?: MarketMs | null | undefined;
};

export type StopHit = {
  readonly reasonCode: "stop_loss" | "take_profit" | "trailing_stop" | "time_stop";
  /** the price that was waited for; null where the time ran out */
  readonly level: Decimal | null;
};

/**
 * Which exit a price at that instant (market clock) has hit, by priority stop, target, trailing, time; null when none.
 *
 * The trailing stop works only above the entry price: below it the stop guards.
 */
export function checkStops(levels: StopLevels, price: Decimal, at?: MarketMs): StopHit | null {
  if (price.lte(levels.stopPrice)) return { reasonCode: "stop_loss", level: levels.stopPrice };
  if (levels.targetPrice && price.gte(levels.targetPrice)) {
    return { reasonCode: "take_profit", level: levels.targetPrice };
  }
  const trail = trailOf(levels, price);
  if (trail && price.lte(trail)) return { reasonCode: "trailing_stop", level: trail };
  const { timeStopAt } = levels;
  return at !== undefined && timeStopAt && at >= timeStopAt ? { reasonCode: "time_stop", level: null } : null;
}

/** Where the trailing stop lies now; null without one, and while it lies at or below the entry. */
function trailOf({ trailingRatio, highestPrice, entryPrice }: StopLevels, price: Decimal): Decimal | null {
  if (!trailingRatio) return null;
  const trail = maxOf(highestPrice, price).times(ONE.minus(trailingRatio));
  return trail.gt(entryPrice) ? trail : null;
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
