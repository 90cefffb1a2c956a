// Every event that jobs exchange, by name. Payloads are text and whole numbers only: what crosses a step or an
// event is written as JSON.
import { z } from "zod";

/** An instant on the market clock, ISO 8601 in UTC with a Z. */
const marketInstant = z.iso.datetime({ error: "an instant such as 2026-03-01T10:30:00.000Z" });

export const eventCatalog = {
  /** One shard of the fleet shall decide on the candles of `timeframe` that closed at `slotAt`. */
  "cycle/due": z.strictObject({
    slotAt: marketInstant,
    shard: z.int().nonnegative(),
    /** how many shards the slot was split into: with it an event means the same bots for ever */
    of: z.int().positive(),
    timeframe: z.string().regex(/^\d{1,2}[mhd]$/),
    /** timeframe and shard: runs of one lane wait for each other, lanes do not; absent in events of older versions */
    lane: z.string().min(1).max(20).optional(),
  }),
  /** A backtest waits for its turn; the worker carries it out, one of a user at a time. */
  "backtest/requested": z.strictObject({ backtestId: z.guid(), userId: z.guid() }),
  /** Every open position shall be checked against its stop now, and not at the next minute. */
  "positions/sweep.requested": z.strictObject({ reason: z.string().min(1).max(200) }),
} as const;

type EventName = keyof typeof eventCatalog;
type EventData<N extends EventName> = z.output<(typeof eventCatalog)[N]>;

/**
 * The events of one slot, one per shard. An id names timeframe, slot, shard and how many shards there are, so a second
 * sending of the slot is a repeat and ignored. Two senders that split it differently are no harm: either split covers
 * every bot, a mixture of both might not, and a bot that has decided on a slot is passed over.
 */
export function cycleDueEvents(slot: { slotAt: string; timeframe: string; of: number }) {
  const { slotAt, timeframe } = slot;
  return Array.from({ length: slot.of }, (_one, shard) => ({
    id: `cycle:${timeframe}:${shard}/${slot.of}:${slotAt}`,
    name: "cycle/due" as const,
    data: { ...slot, shard, lane: `${timeframe}:${shard}` } satisfies EventData<"cycle/due">,
  }));
}

export type CycleDueEvent = ReturnType<typeof cycleDueEvents>[number];
