import type { VenueOrder } from "@/server/exchange/core/exchange-port";
import type { WallMs } from "@/server/kernel/clock";
import { type Decimal, sumOf, toText } from "@/server/kernel/money";
import { endWords, isEndCode, refusedCode } from "./end-code";
import type { Order } from "./order";

/** How long an answer of the venue that cannot be right is doubted before it is believed. */
export const DOUBT_MS = 60_000;

/** Whether that instant is over; a clock that was set back behind the order's own time tells nothing, so it is. */
export const isPast = (order: Pick<Order, "wallAt">, now: WallMs, instant: number): boolean =>
  now > instant || now < order.wallAt;

/**
 * What the venue's answer means for an order: it works on, it is over, or it is doubtful. One that has ended while its
 * trades do not add up to what was filled, by the venue's own total, or to the order where it is called closed, may
 * still get them late: it is doubted for a while, counted from the first such answer; after that what is missing is
 * looked for as a late arrival.
 */
export function readAnswer(
  found: VenueOrder,
  order: Pick<Order, "amount" | "deadline" | "lookups" | "wallAt">,
  now: WallMs,
): "works" | "over" | "doubtful" {
  const traded = tradedIn(found);
  if (found.status === "canceled" && traded.gte(found.filled)) return "over";
  if (found.status === "open" || traded.gte(order.amount)) return "works";
  const doubted = order.lookups > 0 ? DOUBT_MS : 0;
  if (!isPast(order, now, order.deadline + doubted)) return "works";
  return order.lookups > 0 ? "over" : "doubtful";
}

/** Base of the trades told so far, each counted once. */
export const tradedIn = ({ trades }: Pick<VenueOrder, "trades">): Decimal =>
  sumOf([...new Map(trades.map((trade) => [trade.venueTradeId, trade.amount])).values()]);

/** Why an order ended at its venue: a code, and words with what it had filled. */
export function describeEnd(
  found: Pick<VenueOrder, "reason" | "refused">,
  order: Pick<Order, "cancelCode" | "filled">,
): { readonly code: string; readonly words: string } {
  const { cancelCode, filled } = order;
  const why = found.reason ? `: ${found.reason}` : "";
  const words =
    cancelCode !== null && isEndCode(cancelCode) ? endWords[cancelCode] : `cancelled by the venue${why}`;
  return {
    code: cancelCode ?? (found.refused ? refusedCode(found.refused) : "venue_ended"),
    words: (filled.isZero() ? words : `${words}, after ${toText(filled)}`).slice(0, WORDS_MAX),
  };
}
const WORDS_MAX = 200;
