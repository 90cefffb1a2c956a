import type { MarketMs } from "@/server/kernel/clock";
import { type Decimal, maxOf, ONE } from "@/server/kernel/money";
import { keptAt, type PositionExits } from "./exit-rules";

/** The exits a position carries. Prices in quote per base; `trailingRatio` 0.03 trails 3 % below the highest price. */
export type StopLevels = {
  readonly stopPrice: Decimal;
  readonly targetPrice: Decimal | null;
  readonly trailingRatio: Decimal | null;
  readonly highestPrice: Decimal;
  readonly entryPrice: Decimal;
  /** market clock: due then at whatever price; null or absent without a time stop */
  readonly timeStopAt?: MarketMs | null | undefined;
  /** break-even, trailing offset, partial targets; null or absent: none */
  readonly exits?: PositionExits | null | undefined;
  /** base held, and sold already: what partial targets count by; absent: nothing was sold */
  readonly amount?: Decimal | undefined;
  readonly soldAmount?: Decimal | undefined;
};

export type StopHit = {
  readonly reasonCode:
    | "stop_loss"
    | "take_profit"
    | "trailing_stop"
    | "break_even"
    | "time_stop"
    | "partial_target";
  /** the price that was waited for; null where the time ran out */
  readonly level: Decimal | null;
  /** of a partial target: what stays of the position, base; absent: nothing does */
  readonly kept?: Decimal;
};

/** A stop that stands below the price, and why it lies there. */
export type Stop = {
  readonly reasonCode: "stop_loss" | "trailing_stop" | "break_even";
  readonly level: Decimal;
};

/**
 * Which exit a price at that instant (market clock) has hit; null when none. By priority stop, target, trailing and
 * break-even (the higher of the two), time; what sells a part comes last: it must never stand before what sells all.
 *
 * Every stop only ever rises: it counts from the highest price since the entry.
 */
export function checkStops(levels: StopLevels, price: Decimal, at?: MarketMs): StopHit | null {
  if (price.lte(levels.stopPrice)) return { reasonCode: "stop_loss", level: levels.stopPrice };
  if (levels.targetPrice && price.gte(levels.targetPrice)) {
    return { reasonCode: "take_profit", level: levels.targetPrice };
  }
  const raised = raisedStop(levels, price);
  if (raised && price.lte(raised.level)) return raised;
  const { timeStopAt } = levels;
  if (at !== undefined && timeStopAt && at >= timeStopAt) return { reasonCode: "time_stop", level: null };
  return checkPartials(levels, price);
}

/** The stop that stands now: the position's own, or the higher one that the highest price has pulled up. */
export function stopNow(levels: StopLevels): Stop {
  const own: Stop = { reasonCode: "stop_loss", level: levels.stopPrice };
  const raised = raisedStop(levels, levels.highestPrice);
  return raised?.level.gt(own.level) ? raised : own;
}

/** Trailing or break-even, whichever lies higher; null while neither has begun. */
function raisedStop(levels: StopLevels, price: Decimal): Stop | null {
  const highest = maxOf(levels.highestPrice, price);
  const trail = trailOf(levels, highest);
  const even = breakEvenOf(levels, highest);
  if (trail && (!even || trail.gte(even))) return { reasonCode: "trailing_stop", level: trail };
  return even && { reasonCode: "break_even", level: even };
}

/** Where the trailing stop lies; null without one, before its offset, and while it lies at or below the entry. */
function trailOf({ trailingRatio, entryPrice, exits }: StopLevels, highest: Decimal): Decimal | null {
  if (!trailingRatio) return null;
  if (exits && highest.lt(entryPrice.times(ONE.plus(exits.trailingOffset)))) return null;
  const trail = highest.times(ONE.minus(trailingRatio));
  return trail.gt(entryPrice) ? trail : null;
}

function breakEvenOf({ entryPrice, exits }: StopLevels, highest: Decimal): Decimal | null {
  if (!exits?.breakEven) return null;
  const { after, keep } = exits.breakEven;
  return highest.gte(entryPrice.times(ONE.plus(after))) ? entryPrice.times(ONE.plus(keep)) : null;
}

/**
 * Due while more is held than the targets passed leave: what was sold, however and by whom, counts, so that a target sells
 * its share once, over any restart.
 */
function checkPartials(levels: StopLevels, price: Decimal): StopHit | null {
  const { exits, entryPrice, amount, soldAmount } = levels;
  if (!exits || exits.partials.length === 0 || !amount) return null;
  const share = keptAt(exits, entryPrice, price);
  if (share.eq(ONE)) return null;
  const kept = (soldAmount ? amount.plus(soldAmount) : amount).times(share);
  if (amount.lte(kept)) return null;
  return { reasonCode: "partial_target", level: price, kept };
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
