import { z } from "zod";
import { bookWire } from "@/server/kernel/name-wires";
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
