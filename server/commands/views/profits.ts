import { z } from "zod";
import { bookWire, exchangeWire } from "@/server/kernel/name-wires";
import type { ProfitsView } from "@/server/portfolio/core/profits-view";
import { viewOf } from "./view-of";

const rankView = z.strictObject({
  botId: z.string(),
  name: z.string(),
  exchange: exchangeWire,
  currency: z.string(),
  status: z.string(),
  score: z.number(),
  trades: z.number(),
  realised: z.string(),
  netProfit: z.number(),
  winRate: z.number(),
  profitFactor: z.number().nullable(),
  sharpe: z.number().nullable(),
  meanProfit: z.number(),
});

const lineView = z.strictObject({
  botId: z.string(),
  name: z.string(),
  given: z.string(),
  received: z.string(),
});

const placeView = z.strictObject({
  exchange: exchangeWire,
  currency: z.string(),
  profit: z.string(),
  amount: z.string(),
  share: z.string(),
  lines: z.array(lineView).readonly(),
  why: z.string().nullable(),
});

const pastView = z.strictObject({
  id: z.string(),
  wallAt: z.string(),
  revertedAt: z.string().nullable(),
  amounts: z.array(z.strictObject({ venue: z.string(), asset: z.string(), amount: z.string() })).readonly(),
});

export const profitsView = viewOf<ProfitsView>()(
  z.strictObject({
    book: bookWire,
    ranks: z.array(rankView).readonly(),
    places: z.array(placeView).readonly(),
    past: z.array(pastView).readonly(),
  }),
);
