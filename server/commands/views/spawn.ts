import { z } from "zod";
import { riskModes } from "@/server/bots/core/bot";
import type { SpawnedView, SpawnPlanView } from "@/server/fleet/core/spawn-view";
import { bookWire, exchangeWire } from "@/server/kernel/name-wires";
import { viewOf } from "./view-of";

const birthView = z.strictObject({
  name: z.string(),
  template: z.string(),
  riskMode: z.enum(riskModes),
  strategy: z.string(),
  timeframe: z.string(),
  exchange: exchangeWire,
  symbol: z.string(),
  asset: z.string(),
  capital: z.string(),
});

export const spawnPlanView = viewOf<SpawnPlanView>()(
  z.strictObject({
    book: bookWire,
    seed: z.number(),
    births: z.array(birthView).readonly(),
    lacks: z
      .array(
        z.strictObject({
          exchange: exchangeWire,
          asset: z.string(),
          bots: z.number(),
          required: z.string(),
          available: z.string(),
          deficit: z.string(),
          kind: z.enum(["money", "smallest-order"]),
        }),
      )
      .readonly(),
    refusal: z.string().nullable(),
    room: z.number(),
    bots: z.number(),
    target: z.number(),
    bornToday: z.number(),
    perDay: z.number(),
    slots: z
      .array(z.strictObject({ exchange: exchangeWire, bots: z.number(), slots: z.number() }))
      .readonly(),
  }),
);

export const spawnedView = viewOf<SpawnedView>()(
  z.strictObject({
    seed: z.number(),
    bots: z.array(birthView.extend({ botId: z.string() })).readonly(),
  }),
);
