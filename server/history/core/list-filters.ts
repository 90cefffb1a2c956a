// What lists may be narrowed by: the same for a page of a table and for its file, so that a file holds what is shown.

import { z } from "zod";
import { exchangeWire } from "@/server/kernel/name-wires";
import { orderStates } from "./order-view";

/** `refused`: the strategy wanted to enter, and a rule of the risk did not let it. */
export const decisionActions = ["all", "acted", "skipped", "refused"] as const;

export type DecisionAction = (typeof decisionActions)[number];

const botId = z.guid("Name the bot by its id.").optional();

export const tradeFilter = z.strictObject({ botId });

export const orderFilter = tradeFilter.extend({
  state: z.enum(orderStates, `State is one of ${orderStates.join(", ")}.`).default("all"),
});

export const decisionFilter = z.strictObject({
  botId,
  action: z.enum(decisionActions, `Action is one of ${decisionActions.join(", ")}.`).default("all"),
  reasonCode: z
    .string()
    .regex(/^[a-z0-9][a-z0-9_-]{0,59}$/i, "Write the reason as its code, for example no_signal.")
    .optional(),
  order: z.enum(["newest", "oldest"], "Order is newest or oldest.").default("newest"),
});

export const positionFilter = z.strictObject({
  botId,
  exchange: exchangeWire.optional(),
  sort: z.enum(["closed", "realised"], "Sort by closed or realised.").default("closed"),
  descending: z.boolean().default(true),
});

/** What every page of a table asks for. */
export const pageInput = {
  cursor: z.string().max(200).optional(),
  limit: z.number().int().min(1).max(200, "At most 200 lines at once.").default(50),
  /** sent by the client library with every page; pages only ever go forward */
  direction: z.literal("forward").optional(),
};
