import { countTradingBots } from "@/server/bots/count-trading-bots";
import { type CycleDueEvent, cycleDueEvents, type DueSlot } from "@/server/events/catalog";
import { closedTimeframes } from "@/server/events/core/closed-timeframes";
import { toDate } from "@/server/kernel/clock";
import { marketKey } from "@/server/market/core/market-feed";
import type { Slot } from "@/server/market/slot-collector";

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

/** The events of one slot, or of a part of it: its timeframe closed a candle at `slotAt` (ISO, market clock). */
export async function planSlotCycles(slot: DueSlot): Promise<CycleDueEvent[]> {
  return cycleDueEvents({ ...slot, of: await planShards(slot.timeframe) });
}

/** The same for a slot as the market tells it. */
export const planToldSlot = ({ slotAt, timeframe, except, only }: Slot): Promise<CycleDueEvent[]> =>
  planSlotCycles({
    slotAt: toDate(slotAt).toISOString(),
    timeframe,
    ...(except && { except: except.map(marketKey) }),
    ...(only && { only: only.map(marketKey) }),
  });

/**
 * The events of all slower timeframes that a half-hourly tick makes due. `firedAtMs` is the tick's own time on the
 * market clock; its seconds, where an engine adds some, are dropped. A slot whose candles are still awaited is left to
 * the feed, which tells it when it has them: nobody decides on the candle before.
 */
export async function planDueCycles(
  firedAtMs: number,
  isAwaited: (timeframe: string, slotAtMs: number) => boolean,
): Promise<CycleDueEvent[]> {
  const slotMs = Math.floor(firedAtMs / MINUTE_MS) * MINUTE_MS;
  const slotAt = new Date(slotMs).toISOString();
  const slots = closedTimeframes(slotMs)
    .filter((timeframe) => !isAwaited(timeframe, slotMs))
    .map((timeframe) => planSlotCycles({ slotAt, timeframe }));
  return (await Promise.all(slots)).flat();
}
