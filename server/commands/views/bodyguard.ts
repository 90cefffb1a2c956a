import { z } from "zod";
import {
  type BodyguardStatus,
  type DetectionPage,
  type DetectionView,
  units,
} from "@/server/bodyguard/core/bodyguard-view";
import { checkNames } from "@/server/bodyguard/core/checks";
import {
  detectionActs,
  detectionOutcomes,
  detectionStates,
  verdicts,
} from "@/server/bodyguard/core/detection";
import { bookWire } from "@/server/kernel/name-wires";
import { viewOf } from "./view-of";

const severity = z.enum(["critical", "high", "medium"]);
const check = z.enum(checkNames);
const unit = z.enum(units);

export const detectionView = viewOf<DetectionView>()(
  z.strictObject({
    detectionId: z.string(),
    book: bookWire,
    botId: z.string().nullable(),
    subject: z.string(),
    check,
    title: z.string(),
    severity,
    state: z.enum(detectionStates),
    unit,
    value: z.string(),
    threshold: z.string(),
    reason: z.string(),
    window: z.string(),
    figures: z.array(z.strictObject({ name: z.string(), value: z.string() })).readonly(),
    faultAt: z.string().nullable(),
    firstAt: z.string(),
    confirmedAt: z.string().nullable(),
    delayMs: z.number().nullable(),
    act: z.enum(detectionActs),
    rung: z.number().nullable(),
    until: z.string().nullable(),
    outcome: z.enum(detectionOutcomes),
    endedAt: z.string().nullable(),
    verdict: z.enum(verdicts).nullable(),
    verdictNote: z.string(),
  }),
);

export const detectionPage = viewOf<DetectionPage>()(
  z.strictObject({ detections: z.array(detectionView).readonly(), nextCursor: z.string().nullable() }),
);

export const bodyguardStatus = viewOf<BodyguardStatus>()(
  z.strictObject({
    book: bookWire,
    lookedAt: z.string().nullable(),
    watched: z.number(),
    checks: z
      .array(
        z.strictObject({
          check,
          title: z.string(),
          severity,
          does: z.string(),
          looks: z.number(),
          unit,
          settings: z
            .array(z.strictObject({ setting: z.string(), words: z.string(), value: z.string() }))
            .readonly(),
          worst: z
            .strictObject({
              of: z.string(),
              botId: z.string().nullable(),
              value: z.string(),
              limit: z.string(),
              share: z.number(),
            })
            .nullable(),
          standing: z.number(),
        }),
      )
      .readonly(),
    resting: z
      .array(
        z.strictObject({
          botId: z.string(),
          name: z.string(),
          check,
          reason: z.string(),
          rung: z.number(),
          until: z.string().nullable(),
          detectionId: z.string(),
        }),
      )
      .readonly(),
    ladder: z.strictObject({ hours: z.array(z.number()).readonly(), days: z.number() }),
    judgement: z.strictObject({
      acted: z.number(),
      right: z.number(),
      falseAlarms: z.number(),
      unmarked: z.number(),
      falseRate: z.number().nullable(),
      delayMs: z.strictObject({ median: z.number(), longest: z.number() }).nullable(),
    }),
  }),
);
