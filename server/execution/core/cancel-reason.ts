import { tradesAtExchange } from "@/server/kernel/book";
import type { MarketMs } from "@/server/kernel/clock";
import type { EndCode } from "./end-code";
import type { Order } from "./order";

export type Mode = {
  readonly paper: boolean;
  readonly live: boolean;
  readonly entriesStopped: boolean;
  readonly halted: boolean;
};

type Facts = {
  readonly marketNow: MarketMs;
  readonly botRuns: boolean;
  readonly mode: Mode;
  /** what bars the order's book by its losses; null: nothing */
  readonly entryLock: EndCode | null;
};

/** Why no entry of that book may go out or rest on now; null when it may. */
export function entryObstacle(
  book: Order["book"],
  { botRuns, mode, entryLock }: Omit<Facts, "marketNow">,
): EndCode | null {
  // the stop pauses the bots as well: it is what ended the order
  if (mode.halted) return "halted";
  if (!botRuns) return "bot_paused";
  if (mode.entriesStopped) return "entries_stopped";
  return (tradesAtExchange(book) ? mode.live : mode.paper) ? entryLock : "mode_off";
}

/**
 * Why an order that is at its venue must be taken back; null when it may go on. An exit is only taken back when its
 * time is over: whatever stops entries leaves it alone.
 */
export function cancelReason(
  order: Pick<Order, "purpose" | "book" | "restUntil" | "cancelCode">,
  facts: Facts,
): EndCode | null {
  if (order.cancelCode !== null) return null;
  if (order.restUntil !== null && facts.marketNow >= order.restUntil) return "rest_timeout";
  return order.purpose === "entry" ? entryObstacle(order.book, facts) : null;
}
