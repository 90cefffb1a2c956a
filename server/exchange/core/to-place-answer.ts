import type { PlaceAnswer } from "./exchange-port";
import { causeOf, ExchangeFault, isDefinitive } from "./verdict";

/**
 * Sends an order by `send`, which answers the exchange's order id. A definitive no becomes an answer; that the client
 * order id is taken means that an earlier request of ours arrived: `findId` tells what it became. All else is thrown:
 * unknown.
 */
export async function toPlaceAnswer(
  send: () => Promise<string>,
  findId: () => Promise<string | null>,
): Promise<PlaceAnswer> {
  try {
    return { kind: "accepted", venueOrderId: await send() };
  } catch (error) {
    if (!(error instanceof ExchangeFault)) throw error;
    const { verdict, message } = error;
    if (verdict === "duplicate") {
      const id = await findId();
      if (id !== null) return { kind: "accepted", venueOrderId: id };
    }
    if (isDefinitive(verdict)) return { kind: "rejected", reason: message, because: causeOf(verdict) };
    throw error;
  }
}
