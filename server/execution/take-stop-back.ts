import { isOwnVenue } from "@/server/exchange/core/venue-name";
import { askCancel, cancelAtVenue } from "./cancel/ask-cancel";
import { type EndCode, endWords } from "./core/end-code";
import type { Order } from "./core/order";
import { inLane } from "./lanes";
import { dropIntents } from "./mark-orders";
import type { TradingRuntime } from "./runtime";
import { settleSome } from "./settle-orders";
import { findWorkingStops } from "./store/stops";

/** Takes a stop back, for callers that hold its venue's turn; it ends on the venue's word. */
export async function takeStopBack(runtime: TradingRuntime, stop: Order, code: EndCode): Promise<void> {
  if (stop.status === "intent") return dropIntents(runtime, [{ order: stop, code, words: endWords[code] }]);
  await settleSome(runtime, [await askCancel(runtime, stop, code)]);
}

/**
 * Frees the coins of an exit that is about to go out: the stop that rests at the exchange for its position is taken back and
 * what became of it is heard. Asks nobody where there is none. Must not be called by who holds the venue's turn.
 */
export async function makeWayForExit(runtime: TradingRuntime, exit: Order): Promise<void> {
  const { positionId, venue } = exit;
  if (positionId === null || isOwnVenue(venue)) return;
  for (const stop of await findWorkingStops({ positionId })) {
    if (stop.status !== "intent") {
      // told at once: the venue's books may be at work on something longer
      await cancelAtVenue(runtime, await askCancel(runtime, stop, "exit_requested"));
    }
    await inLane(runtime, venue, () => takeStopBack(runtime, stop, "exit_requested"));
  }
}
