import { z } from "zod";
import { decimalText } from "@/server/kernel/money";
import { bookWire, exchangeWire } from "@/server/kernel/name-wires";

// What pages read of a record's inputs. The whole of them goes back into the decision function on a replay.
const inputsSchema = z.object({
  candles: z.object({
    source: z.string(),
    exchange: exchangeWire,
    symbol: z.string(),
    timeframe: z.string(),
    slotAt: z.number(),
    count: z.number().int(),
    digest: z.string(),
  }),
  params: z.record(z.string(), z.unknown()),
  intervalsBehind: z.number(),
  staleIntervals: z.number(),
  price: decimalText,
  equity: decimalText,
  holding: z.object({ sellable: decimalText }).nullable(),
  entry: z.object({
    book: bookWire,
    mode: z.object({
      paper: z.boolean(),
      live: z.boolean(),
      halted: z.boolean(),
      entriesStopped: z.boolean(),
    }),
    botStatus: z.string(),
    orderWorking: z.boolean(),
    freeQuote: decimalText,
    positionSize: decimalText,
    positionCap: decimalText,
    stopRatio: decimalText,
  }),
  rules: z.object({ base: z.string(), quote: z.string(), takerFee: decimalText }),
});

export type RecordedInputs = z.output<typeof inputsSchema>;

/** What a decision's record says it read; null where it is in a form that cannot be read. */
export const readInputs = (inputs: unknown): RecordedInputs | null =>
  inputsSchema.safeParse(inputs).data ?? null;
