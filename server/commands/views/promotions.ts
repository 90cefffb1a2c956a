import { z } from "zod";
import { bookWire, exchangeWire } from "@/server/kernel/name-wires";
import type { ScorecardsView } from "@/server/promotion/list-scorecards";
import type { PolicySet } from "@/server/promotion/set-policy";
import type { NightPreview, PromotionHistory } from "@/server/promotion/show-night";
import type { PreflightView } from "@/server/promotion/show-preflight";
import { promotionPolicies } from "@/server/settings/core/promotion-settings";
import { viewOf } from "./view-of";

export const preflightView = viewOf<PreflightView>()(
  z.strictObject({
    botId: z.string(),
    name: z.string(),
    book: bookWire,
    ready: z.boolean(),
    checks: z
      .array(
        z.strictObject({
          name: z.enum([
            ...[
              "bot",
              "prices",
              "statistics",
              "flat",
              "key",
              "rights",
              "clock",
              "orderTest",
              "engine",
              "market",
            ],
            ...["capital", "funds", "slots", "reconciled", "modes"],
          ] as const),
          ok: z.boolean(),
          words: z.string(),
        }),
      )
      .readonly(),
  }),
);

const scorecardView = z.strictObject({
  botId: z.string(),
  name: z.string(),
  book: bookWire,
  exchange: exchangeWire,
  symbol: z.string(),
  strategy: z.string(),
  version: z.number(),
  status: z.enum(["new", "running", "paused", "quarantined"]),
  stage: z.enum(["live", "paper_training", "eligible", "demoted", "archived"]),
  days: z.number(),
  trades: z.number(),
  lines: z
    .array(
      z.strictObject({
        gate: z.enum(["days", "trades", "win_rate", "profit", "drawdown", "profit_factor"]),
        passed: z.boolean(),
        value: z.number().nullable(),
        wanted: z.number(),
      }),
    )
    .readonly(),
  evidence: z.strictObject({
    wealth: z.number(),
    wanted: z.number(),
    passed: z.boolean(),
    moreTrades: z.number().nullable(),
    beyondStop: z.number(),
  }),
  passed: z.boolean(),
  readyInMs: z.number().nullable(),
});

export const scorecardsView = viewOf<ScorecardsView>()(
  z.strictObject({ bots: z.array(scorecardView).readonly(), standOut: z.number() }),
);

const policy = z.enum(promotionPolicies);

export const nightPreview = viewOf<NightPreview>()(
  z.strictObject({
    dueAt: z.string(),
    timeZone: z.string(),
    hour: z.number(),
    policy,
    falsePromotions: z.strictObject({ evidence: z.number(), classic: z.number() }),
    live: z.boolean(),
    autopilot: z.boolean(),
    looked: z.number(),
    standOut: z.number(),
    lines: z
      .array(
        z.strictObject({
          botId: z.string(),
          name: z.string(),
          book: bookWire,
          act: z.enum(["promote", "eligible", "withdraw", "demote"]),
          words: z.array(z.string()).readonly(),
        }),
      )
      .readonly(),
  }),
);

const night = z.strictObject({
  forDate: z.string(),
  policy,
  looked: z.number(),
  standOut: z.number(),
  promoted: z.number(),
  eligible: z.number(),
  demoted: z.number(),
  at: z.string(),
});

const step = z.strictObject({
  stepId: z.string(),
  botId: z.string(),
  botName: z.string(),
  kind: z.enum(["promoted", "eligible", "withdrawn", "demoted", "returned"]),
  fromBook: bookWire,
  toBook: bookWire,
  policy,
  byHand: z.boolean(),
  overridden: z.boolean(),
  reason: z.string(),
  frozen: z.strictObject({ days: z.number(), trades: z.number(), wealth: z.number() }).nullable(),
  at: z.string(),
});

export const promotionHistory = viewOf<PromotionHistory>()(
  z.strictObject({ nights: z.array(night).readonly(), steps: z.array(step).readonly() }),
);

export const policySet = viewOf<PolicySet>()(z.strictObject({ policy }));
