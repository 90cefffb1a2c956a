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
    timeframe: z.string().regex(/^\d{1,2}[mhd]$/),
  }),
  /** Every open position shall be checked against its stop now, and not at the next minute. */
  "positions/sweep.requested": z.strictObject({ reason: z.string().min(1).max(200) }),
} as const;

type EventName = keyof typeof eventCatalog;
type EventData<N extends EventName> = z.output<(typeof eventCatalog)[N]>;

/** The event of one cycle; its id makes a second sending of the same slot a repeat, which is ignored. */
export function cycleDueEvent(data: EventData<"cycle/due">) {
  return { id: `cycle:${data.timeframe}:${data.shard}:${data.slotAt}`, name: "cycle/due" as const, data };
}
