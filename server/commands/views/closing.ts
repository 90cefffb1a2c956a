import { z } from "zod";
import { bookWire, exchangeWire } from "@/server/kernel/name-wires";
import type { ClosingView } from "@/server/stops/core/closing-view";
import { viewOf } from "./view-of";

export const closingView = viewOf<ClosingView>()(
  z.strictObject({
    positions: z
      .array(
        z.strictObject({
          positionId: z.string(),
          botId: z.string(),
          book: bookWire,
          exchange: exchangeWire,
          symbol: z.string(),
          amount: z.string(),
        }),
      )
      .readonly(),
  }),
);
