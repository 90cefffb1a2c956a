import type { MarketMs } from "@/server/kernel/clock";
import type { Decimal } from "@/server/kernel/money";
import type { Tick } from "./market-feed";

export type TickRefusal =
  | "not-a-number"
  | "not-positive"
  | "crossed-book"
  | "out-of-order"
  | "in-the-future"
  | "no-reference"
  | "spike";

/** The last believed price of the same market: an accepted tick, or a closed candle; null before the first. */
export type TickReference = { readonly at: MarketMs; readonly last: Decimal } | null;

/** A price this many times above or below the last accepted one is a fault of the feed, not a move of the market. */
export const SPIKE_FACTOR = 5;

/**
 * Why a tick cannot be believed, null when it can. One bad number must not reach a stop, a position's value or
 * an order: what fails here is counted and dropped, and the market stays at its last accepted price. A first tick
 * has nothing to be measured by, so it is not believed before a closed candle gave a reference.
 * `now` is on the market clock.
 */
export function validateTick(tick: Tick, reference: TickReference, now: MarketMs): TickRefusal | null {
  const prices = [tick.last, tick.bid, tick.ask];
  if (!Number.isSafeInteger(tick.at) || prices.some((price) => !price.isFinite())) return "not-a-number";
  if (prices.some((price) => price.lte(0))) return "not-positive";
  if (tick.bid.gt(tick.ask)) return "crossed-book";
  if (tick.at > now) return "in-the-future";
  if (!reference) return "no-reference";
  if (tick.at < reference.at) return "out-of-order";
  return prices.some((price) => isSpike(price, reference.last)) ? "spike" : null;
}

const isSpike = (price: Decimal, last: Decimal): boolean =>
  price.gt(last.times(SPIKE_FACTOR)) || price.times(SPIKE_FACTOR).lt(last);
