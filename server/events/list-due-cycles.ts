import { cycleDueEvent } from "./catalog";
import { closedTimeframes } from "./core/closed-timeframes";

const MINUTE_MS = 60_000;

/**
 * The cycles that a half-hourly tick makes due: one event per shard and timeframe that closed. `firedAtMs` is the
 * tick's own time on the market clock; its seconds, where an engine adds some, are dropped.
 */
export function listDueCycles(firedAtMs: number, shards: number): ReturnType<typeof cycleDueEvent>[] {
  const slotMs = Math.floor(firedAtMs / MINUTE_MS) * MINUTE_MS;
  const slotAt = new Date(slotMs).toISOString();
  return closedTimeframes(slotMs).flatMap((timeframe) =>
    Array.from({ length: shards }, (_one, shard) => cycleDueEvent({ slotAt, shard, timeframe })),
  );
}
