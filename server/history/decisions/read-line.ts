import { z } from "zod";
import type { WholeRecord } from "@/server/decisions/core/shared-record";
import { exchangeWire } from "@/server/kernel/name-wires";

// A line of the list takes what it finds: a record in a form of old must still be listed.
const text = z.string().nullish().catch(null);
const exchange = exchangeWire.nullish().catch(null);
const NOTHING = {
  candles: { exchange: null, symbol: null, count: null },
  intervalsBehind: null,
  strategy: null,
  params: {},
};
const lineSchema = z.object({
  inputs: z
    .object({
      candles: z
        .object({ exchange, symbol: text, count: z.number().nullish().catch(null) })
        .catch({ exchange: null, symbol: null, count: null }),
      intervalsBehind: z.number().nullish().catch(null),
      strategy: text,
      params: z.record(z.string(), z.unknown()).catch({}),
    })
    .catch(NOTHING),
  outcome: z
    .object({
      threshold: text,
      timeframe: text,
      signals: z.array(z.object({ source: text, words: text })).catch([]),
      checks: z.array(z.object({ outcome: text, words: text, value: text })).catch([]),
    })
    .catch({ threshold: null, timeframe: null, signals: [], checks: [] }),
});

/** What a line of the list shows of a decision's record; null where it is not there. */
export function readLine(record: WholeRecord) {
  const { inputs, outcome } = lineSchema.parse({ inputs: record.inputs, outcome: record.outcome });
  const failed = outcome.checks.find((check) => check.outcome === "failed");
  return {
    exchange: inputs.candles.exchange ?? null,
    symbol: inputs.candles.symbol ?? null,
    intervalsBehind: inputs.intervalsBehind ?? null,
    candles: inputs.candles.count ?? null,
    strategy: inputs.strategy ?? null,
    params: inputs.params,
    threshold: outcome.threshold ?? null,
    timeframe: outcome.timeframe ?? null,
    technical: outcome.signals.find((signal) => signal.source === "technical")?.words ?? null,
    failedRule: failed?.words ?? null,
    failedValue: failed?.value ?? null,
  };
}
