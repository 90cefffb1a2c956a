import { plusMs, type WallMs } from "@/server/kernel/clock";
import { isStop, type Order } from "./core/order";
import type { TradingRuntime } from "./runtime";

/** Wall clock: a stop may rest for weeks, and exchanges count how often they are asked. */
const LOOK_EVERY_MS = 15_000;
const REMEMBERED_MAX = 10_000;

const byTrader = new WeakMap<TradingRuntime, Map<string, WallMs>>();

/**
 * Whether a stop that rests at its exchange needs no look in this round: it was looked at a moment ago, and the price has not
 * come to it. Counts as looked at when it is due.
 */
export function restsUnseen(runtime: TradingRuntime, order: Order): boolean {
  const { orderId, status, cancelCode, triggerPrice, exchange, symbol } = order;
  if (!isStop(order) || status !== "ack" || cancelCode !== null) return false;
  const last = runtime.lastTick(exchange, symbol)?.last;
  if (triggerPrice && last?.lte(triggerPrice)) return false;
  const looked = byTrader.get(runtime) ?? new Map<string, WallMs>();
  byTrader.set(runtime, looked);
  const now = runtime.clocks.wall();
  const at = looked.get(orderId);
  if (at !== undefined && now >= at && now < plusMs(at, LOOK_EVERY_MS)) return true;
  if (looked.size >= REMEMBERED_MAX) looked.clear();
  looked.set(orderId, now);
  return false;
}
