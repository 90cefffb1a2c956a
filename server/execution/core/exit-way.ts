import { isOwnVenue } from "@/server/exchange/core/venue-name";
import type { EndCode } from "./end-code";
import { isStop, type Order } from "./order";

/** An exit that has not ended: what stands beside another of its position. */
export type ExitAtWork = Pick<Order, "positionId" | "type" | "status">;

/** `wait`: it stays an intent; a code: it is not sent any more. */
export type ExitWay = "free" | "wait" | EndCode;

/**
 * Whether an exit may go out as far as its coins are concerned. One never goes beside the stop that rests at the exchange for
 * its position: it waits until that has ended, or until nobody knows whether it is there. Nor does such a stop go beside an exit,
 * or for a position that is closed. Entries, and exits at this system's own venues, are free.
 */
export function exitWay(
  order: Pick<Order, "purpose" | "venue" | "type" | "positionId">,
  facts: { readonly atWork: readonly ExitAtWork[]; readonly openPositions: ReadonlySet<string> },
): ExitWay {
  const { purpose, venue, positionId } = order;
  if (purpose !== "exit" || isOwnVenue(venue)) return "free";
  const beside = facts.atWork.filter((one) => one.positionId === positionId);
  if (!isStop(order)) return beside.some(holdsCoins) ? "wait" : "free";
  if (!facts.openPositions.has(positionId ?? "")) return "position_closed";
  return beside.every(isStop) ? "free" : "exit_requested";
}

const holdsCoins = (one: ExitAtWork): boolean => isStop(one) && one.status !== "unknown";
