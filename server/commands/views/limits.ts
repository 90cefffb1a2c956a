import { z } from "zod";
import { bookWire } from "@/server/kernel/name-wires";
import type { WhatIfView } from "@/server/limits/ask-what-if";
import type { BlacklistView } from "@/server/limits/blacklist";
import { limitGroups } from "@/server/limits/core/limit-line";
import type { LimitSet } from "@/server/limits/set-limit";
import type { LimitsView } from "@/server/limits/show-limits";
import { checkView } from "./decisions";
import { viewOf } from "./view-of";

export const limitsView = viewOf<LimitsView>()(
  z.strictObject({
    book: bookWire,
    pricedWallAt: z.string().nullable(),
    lines: z
      .array(
        z.strictObject({
          id: z.string(),
          group: z.enum(limitGroups),
          words: z.string(),
          of: z.string(),
          unit: z.enum(["ratio", "count", "seconds"]),
          used: z.string().nullable(),
          most: z.string(),
          headroom: z.string().nullable(),
          share: z.string().nullable(),
          state: z.enum(["ok", "near", "reached", "unknown"]),
          does: z.string(),
          until: z.string().nullable(),
          setting: z.string().nullable(),
          botId: z.string().nullable(),
        }),
      )
      .readonly(),
  }),
);

export const limitSet = viewOf<LimitSet>()(
  z.strictObject({ setting: z.string(), before: z.string(), after: z.string() }),
);

export const blacklistView = viewOf<BlacklistView>()(
  z.strictObject({ lines: z.array(z.string()).readonly() }),
);

const sized = z.strictObject({ amount: z.string(), spend: z.string() });

export const whatIfView = viewOf<WhatIfView>()(
  z.strictObject({
    botId: z.string(),
    botName: z.string(),
    symbol: z.string(),
    base: z.string(),
    quote: z.string(),
    price: z.string(),
    outcome: z.enum(["enter", "refuse"]),
    reasonCode: z.string().nullable(),
    wanted: sized,
    allowed: sized,
    binding: z.string().nullable(),
    checks: z.array(checkView).readonly(),
  }),
);
