import { z } from "zod";
import type { ExecutionView } from "@/server/history/core/execution-view";
import { bookWire, exchangeWire } from "@/server/kernel/name-wires";
import type { TwinView } from "@/server/promotion/list-twins";
import { viewOf } from "./view-of";

const figure = z.number().nullable();
const latency = z.strictObject({ p50: figure, p95: figure, p99: figure, of: z.number() });

export const executionView = viewOf<ExecutionView>()(
  z.strictObject({
    rows: z
      .array(
        z.strictObject({
          book: bookWire,
          exchange: exchangeWire,
          quote: z.string(),
          sent: z.number(),
          filled: z.number(),
          slippageBps: z.strictObject({ median: figure, p95: figure }),
          slippageCounts: z.array(z.number()).readonly(),
          fillRatio: figure,
          latencyMs: z.strictObject({ decided: latency, wire: latency, answer: latency, fill: latency }),
          rejected: z.number(),
          unknown: z.number(),
          makerShare: figure,
          feeBps: figure,
        }),
      )
      .readonly(),
    since: z.string(),
  }),
);

const difference = z.strictObject({ pairs: z.number(), mean: figure, worst: figure });
const trackingError = z.strictObject({ value: figure, of: z.number(), least: z.number() });

export const twinView = viewOf<TwinView>()(
  z.strictObject({
    botId: z.string(),
    name: z.string(),
    book: bookWire,
    exchange: exchangeWire,
    symbol: z.string(),
    twinId: z.string(),
    twinName: z.string(),
    tracking: z.strictObject({
      paired: z.number(),
      missingLive: z.number(),
      missingTwin: z.number(),
      entry: difference,
      exit: difference,
      perTrade: trackingError,
      perDay: trackingError,
      meanReturn: figure,
    }),
  }),
);
