import { countTradingBots } from "@/server/bots/count-trading-bots";
import { type CycleDueEvent, cycleDueEvents } from "@/server/events/catalog";
import { closedTimeframes } from "@/server/events/core/closed-timeframes";

/** Bots of one run: few enough that a run is short, many enough that runs are few. */
const SHARD_BOTS = 250;
const MINUTE_MS = 60_000;

/**
 * How many runs a slot of this timeframe is split into now: by the bots that run on it, at least one. Asked once,
 * when the slot's events are made; the events carry the answer.
 */
export async function planShards(timeframe: string): Promise<number> {
  const bots = (await countTradingBots()).get(timeframe) ?? 0;
  return Math.max(1, Math.ceil(bots / SHARD_BOTS));
}

/** The events of one slot: its timeframe closed a candle at `slotAt` (ISO, market clock). */
export async function planSlotCycles(slot: {
  readonly slotAt: string;
  readonly timeframe: string;
}): Promise<CycleDueEvent[]> {
  return cycleDueEvents({ ...slot, of: await planShards(slot.timeframe) });
}

/**
 * The events of all slower timeframes that a half-hourly tick makes due. `firedAtMs` is the tick's own time on the
 * market clock; its seconds, where an engine adds some, are dropped.
 */
export async function planDueCycles(firedAtMs: number): Promise<CycleDueEvent[]> {
  const slotMs = Math.floor(firedAtMs / MINUTE_MS) * MINUTE_MS;
  const slotAt = new Date(slotMs).toISOString();
  const slots = closedTimeframes(slotMs).map((timeframe) => planSlotCycles({ slotAt, timeframe }));
  return (await Promise.all(slots)).flat();
}
