import { z } from "zod";
import type {
  DecisionDetailView,
  DecisionPage,
  ReasonCount,
  ReplayView,
} from "@/server/decisions/core/decision-view";
import { bookWire, exchangeWire, marketKindWire } from "@/server/kernel/name-wires";
import { viewOf } from "./view-of";

const decisionView = z.strictObject({
  decisionId: z.string(),
  botId: z.string(),
  botName: z.string(),
  exchange: exchangeWire.nullable(),
  symbol: z.string(),
  timeframe: z.string(),
  book: bookWire,
  marketKind: marketKindWire,
  slotAt: z.string(),
  count: z.number(),
  firstSlotAt: z.string().nullable(),
  wallAt: z.string(),
  action: z.enum(["skip", "enter", "exit"]),
  did: z.string(),
  because: z.string(),
  reasonCode: z.string(),
  score: z.string().nullable(),
  threshold: z.string(),
});

export const decisionPage = viewOf<DecisionPage>()(
  z.strictObject({
    decisions: z.array(decisionView).readonly(),
    total: z.number().nullable(),
    nextCursor: z.string().nullable(),
  }),
);

export const reasonCount = viewOf<ReasonCount>()(
  z.strictObject({ reasonCode: z.string(), count: z.number() }),
);

export const signalView = z.strictObject({
  source: z.string(),
  state: z.enum(["simulated", "real", "absent"]),
  defaultWeight: z.string(),
  usedWeight: z.string().nullable(),
  score: z.string().nullable(),
  words: z.string(),
  adds: z.string().nullable(),
});

export const checkView = z.strictObject({
  rule: z.string(),
  outcome: z.enum(["failed", "passed", "cut"]),
  words: z.string(),
  value: z.string(),
});

export const decisionDetailView = viewOf<DecisionDetailView>()(
  decisionView.extend({
    strategy: z.string(),
    version: z.number(),
    signals: z.array(signalView).readonly(),
    indicators: z.array(z.strictObject({ name: z.string(), value: z.string() })).readonly(),
    checks: z.array(checkView).readonly(),
    inputs: z.array(z.strictObject({ name: z.string(), value: z.string() })).readonly(),
    order: z
      .strictObject({
        clientOrderId: z.string(),
        status: z.string(),
        side: z.enum(["buy", "sell"]),
        amount: z.string(),
        base: z.string(),
        fillId: z.string().nullable(),
      })
      .nullable(),
  }),
);

export const replayView = viewOf<ReplayView>()(
  z.union([
    z.strictObject({ outcome: z.literal("identical"), words: z.string() }),
    z.strictObject({
      outcome: z.literal("different"),
      words: z.string(),
      differences: z
        .array(z.strictObject({ part: z.string(), recorded: z.string(), again: z.string() }))
        .readonly(),
    }),
    z.strictObject({ outcome: z.literal("impossible"), words: z.string() }),
  ]),
);
