// What stands between an exit and the stop that rests at the exchange for its position.
import { type ExitWay, exitWay } from "@/server/execution/core/exit-way";
import { isStop, type Order } from "@/server/execution/core/order";
import { positionOf, wantBack, workingOrders } from "./sim-books";
import { ask, committed, type Task } from "./sim-network";
import type { RoadSetup } from "./sim-setup";

const LOOK_EVERY_MS = 15_000;

/** The stop that holds the coins of an exit is asked back before it goes. */
export function* makeWay({ books, venue }: RoadSetup, { positionId }: Order): Task {
  for (const stop of workingOrders(books)) {
    if (!isStop(stop) || stop.positionId !== positionId || stop.status === "intent") continue;
    wantBack(books, stop, "exit_requested");
    yield* committed();
    yield* ask(() => venue.cancelOrder(stop.clientOrderId));
  }
}

export function wayOf({ books }: RoadSetup, order: Order): ExitWay {
  const open = books.fleet.filter(({ position }) => position !== null).map(positionOf);
  const atWork = workingOrders(books).filter(
    ({ purpose, orderId }) => purpose === "exit" && orderId !== order.orderId,
  );
  return exitWay(order, { atWork, openPositions: new Set(open) });
}

/** A stop that rests is looked at now and then, and when the price has come to it. */
export function restsUnseen({ venue, gate, now }: RoadSetup, order: Order): boolean {
  const { orderId, status, cancelCode, triggerPrice } = order;
  if (!isStop(order) || status !== "ack" || cancelCode !== null) return false;
  if (triggerPrice && venue.price().lte(triggerPrice)) return false;
  const { looked } = gate();
  if (now() < (looked.get(orderId) ?? 0) + LOOK_EVERY_MS) return true;
  looked.set(orderId, now());
  return false;
}
