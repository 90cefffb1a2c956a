import { z } from "zod";
import { bookWire, exchangeWire } from "@/server/kernel/name-wires";
import type { ScorecardsView } from "@/server/promotion/list-scorecards";
import type { PreflightView } from "@/server/promotion/show-preflight";
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
            ...["bot", "flat", "key", "rights", "clock", "orderTest", "engine", "market"],
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
