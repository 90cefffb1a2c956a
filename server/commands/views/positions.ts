import { z } from "zod";
import type { ExitLevelsView } from "@/server/stops/set-exit-level";
import { viewOf } from "./view-of";

export const exitLevelsView = viewOf<ExitLevelsView>()(
  z.strictObject({
    positionId: z.string(),
    botId: z.string(),
    symbol: z.string(),
    quote: z.string(),
    stopPrice: z.string(),
    targetPrice: z.string().nullable(),
    before: z.string().nullable(),
    beforeSet: z.boolean(),
  }),
);
