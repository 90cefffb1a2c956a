import { z } from "zod";
import { bookWire } from "@/server/kernel/name-wires";
import type { LearningChanged } from "@/server/learning/adopt-change";
import type { LearningView } from "@/server/learning/show-learning";
import { viewOf } from "./view-of";

const side = z.strictObject({ trades: z.number(), mean: z.number().nullable() });

const line = z.strictObject({
  logId: z.string(),
  botId: z.string(),
  botName: z.string(),
  book: bookWire,
  forDate: z.string().nullable(),
  kind: z.enum(["left", "refused", "proposed", "adopted", "reverted", "rolled_back"]),
  fromVersion: z.number(),
  toVersion: z.number().nullable(),
  change: z.array(z.strictObject({ name: z.string(), from: z.number(), to: z.number() })).readonly(),
  reason: z.string(),
  outcome: z.enum(["kept", "reverted", "rolled_back", "adopted"]).nullable(),
  at: z.string(),
  tried: z.number().nullable(),
  judged: z.strictObject({ now: z.number(), best: z.number(), low: z.number(), high: z.number() }).nullable(),
});

export const learningView = viewOf<LearningView>()(
  z.strictObject({
    autopilot: z.boolean(),
    nights: z
      .array(
        z.strictObject({
          forDate: z.string(),
          bots: z.number(),
          adopted: z.number(),
          refused: z.number(),
          left: z.number(),
        }),
      )
      .readonly(),
    lines: z.array(line).readonly(),
    control: z.array(z.strictObject({ botId: z.string(), name: z.string(), book: bookWire })).readonly(),
    improvement: z.strictObject({
      changed: side,
      control: side,
      difference: z.strictObject({ mean: z.number(), low: z.number(), high: z.number() }).nullable(),
      verdict: z.enum(["better", "worse", "not_shown", "too_few"]),
    }),
    weeks: z.array(z.strictObject({ from: z.string(), changed: side, control: side })).readonly(),
  }),
);

export const learningChanged = viewOf<LearningChanged>()(
  z.strictObject({ logId: z.string(), botId: z.string(), words: z.string() }),
);
