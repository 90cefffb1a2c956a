// Every event that jobs exchange, by name. Payloads are text and whole numbers only: what crosses a step or an
// event is written as JSON.
import { hash } from "node:crypto";
import { z } from "zod";

/** An instant on the market clock, ISO 8601 in UTC with a Z. */
const marketInstant = z.iso.datetime({ error: "an instant such as 2026-03-01T10:30:00.000Z" });

/** "luno BTC/ZAR": an exchange and a symbol of it. */
const marketNames = z.array(z.string().min(1).max(60)).min(1).max(2_000);

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
    /** all bots but those of these markets: their candles are awaited */
    except: marketNames.optional(),
    /** bots of these markets alone: their candles came later than the others' */
    only: marketNames.optional(),
  }),
  /** A backtest waits for its turn; the worker carries it out, one of a user at a time. */
  "backtest/requested": z.strictObject({ backtestId: z.guid(), userId: z.guid() }),
  /** A download of candles waits for its turn; the worker carries it out, one of an exchange at a time. */
  "candles/requested": z.strictObject({ seriesId: z.guid(), userId: z.guid(), exchange: z.string().max(40) }),
  /** Every open position shall be checked against its stop now, and not at the next minute. */
  "positions/sweep.requested": z.strictObject({ reason: z.string().min(1).max(200) }),
} as const;

type EventName = keyof typeof eventCatalog;
type EventData<N extends EventName> = z.output<(typeof eventCatalog)[N]>;

/** A slot, or the part of one that is told now. */
export type DueSlot = {
  readonly slotAt: string;
  readonly timeframe: string;
  readonly except?: readonly string[];
  readonly only?: readonly string[];
};

/**
 * The events of one slot, one per shard. An id names timeframe, slot, shard, how many shards there are and the part, so
 * a second sending of the slot is a repeat and ignored. Two senders that split it differently are no harm: either split
 * covers every bot, a mixture of both might not, and a bot that has decided on a slot is passed over.
 */
export function cycleDueEvents({ of, except, only, ...slot }: DueSlot & { readonly of: number }) {
  const { slotAt, timeframe } = slot;
  const part = except ? `:-${partOf(except)}` : only ? `:+${partOf(only)}` : "";
  return Array.from({ length: of }, (_one, shard) => ({
    id: `cycle:${timeframe}:${shard}/${of}:${slotAt}${part}`,
    name: "cycle/due" as const,
    data: {
      ...slot,
      of,
      shard,
      // a later part has other bots: it need not wait until the first has sent its orders
      lane: `${timeframe}:${shard}${only ? ":late" : ""}`,
      ...(except && { except: [...except] }),
      ...(only && { only: [...only] }),
    } satisfies EventData<"cycle/due">,
  }));
}

/** Names a part by its markets, so that the same part has the same events after a restart. */
const partOf = (markets: readonly string[]): string =>
  hash("sha256", markets.toSorted().join(), "hex").slice(0, 16);

export type CycleDueEvent = ReturnType<typeof cycleDueEvents>[number];
