import { z } from "zod";
import { riskModes } from "@/server/bots/core/bot";
import type { Template } from "@/server/fleet/core/template";
import { templateRecord } from "@/server/fleet/core/template-record";
import { exchangeWire } from "@/server/kernel/name-wires";
import { timeframes } from "@/server/market/core/candle";
import { viewOf } from "./view-of";

export const templateView = viewOf<Template>()(
  z.strictObject({
    id: z.string(),
    strategy: z.string(),
    params: z.record(z.string(), z.number()),
    timeframe: z.enum(timeframes),
    riskMode: z.enum(riskModes),
    exchanges: z.array(exchangeWire).readonly(),
    stop: z.number(),
    takeProfit: z.number(),
    trailing: z.number(),
    words: z.string(),
    record: z.array(templateRecord).readonly(),
  }),
);
