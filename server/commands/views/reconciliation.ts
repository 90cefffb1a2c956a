import { z } from "zod";
import type { ReconciliationView } from "@/server/execution/core/account-view";
import type { Acknowledged } from "@/server/execution/external/acknowledge";
import { bookWire } from "@/server/kernel/name-wires";
import { viewOf } from "./view-of";

const place = { book: bookWire, venue: z.string() };

const lineView = z.strictObject({
  ...place,
  asset: z.string(),
  ours: z.string(),
  theirs: z.string(),
  difference: z.string(),
  state: z.enum(["equal", "differs", "held", "known"]),
  since: z.string().nullable(),
  comparedAt: z.string(),
});

const externalView = z.strictObject({
  id: z.string(),
  ...place,
  kind: z.enum(["order", "trade"]),
  venueRef: z.string(),
  venueOrderId: z.string(),
  symbol: z.string(),
  amount: z.string(),
  price: z.string().nullable(),
  fee: z.string().nullable(),
  feeAsset: z.string(),
  seenAt: z.string(),
  acknowledged: z.boolean(),
});

export const reconciliationView = viewOf<ReconciliationView>()(
  z.strictObject({
    lines: z.array(lineView).readonly(),
    external: z.array(externalView).readonly(),
    waiting: z.array(z.strictObject({ ...place, isNew: z.boolean() })).readonly(),
  }),
);

export const acknowledgedView = viewOf<Acknowledged>()(
  z.strictObject({
    ...place,
    booked: z.array(z.strictObject({ asset: z.string(), amount: z.string() })).readonly(),
    external: z.number(),
  }),
);
