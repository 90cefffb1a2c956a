import type { Decimal } from "@/server/kernel/money";

const GRACE_WALL_MS = 1_000;

/**
 * How long after the next candle's close a decision may still be made or sent, in ms of the market clock: at sixty
 * times life a minute lasts a second, and the work needs some of it. Never longer than the interval.
 */
export const overtakenGraceMs = (intervalMs: number, clockSpeed: Decimal): number =>
  Math.min(intervalMs, GRACE_WALL_MS * clockSpeed.toNumber());
