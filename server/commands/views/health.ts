import { z } from "zod";
import type { HoldsView } from "@/server/health/core/fleet-holds";
import type { HealthView } from "@/server/health/core/health-view";
import type { HealsView } from "@/server/health/healing/core/heal-view";
import { bookWire } from "@/server/kernel/name-wires";
import type { StorageView } from "@/server/storage/core/storage-view";
import { viewOf } from "./view-of";

const holdView = z.strictObject({
  kind: z.enum(["entries", "mode", "jobs", "halted"]),
  books: z.array(bookWire).readonly().nullable(),
  words: z.string(),
  todo: z.string(),
  href: z.string(),
  stopsExits: z.boolean(),
});

const heldBotView = z.strictObject({
  botId: z.string(),
  expected: z.string(),
  cost: z.string(),
  trades: z.number(),
  virtualTrades: z.number(),
});

export const holdsView = viewOf<HoldsView>()(
  z.strictObject({ fleet: z.array(holdView).readonly(), bots: z.array(heldBotView).readonly() }),
);

const healthCheckView = z.strictObject({
  name: z.string(),
  ok: z.boolean(),
  warn: z.boolean().optional(),
  detail: z.string(),
  lastWallAt: z.string().nullable(),
});

const missedShare = z.strictObject({ due: z.number(), missed: z.number() });

const missedShares = z.strictObject({ hour: missedShare, day: missedShare });

export const healthView = viewOf<HealthView>()(
  z.strictObject({
    version: z.string(),
    uptimeS: z.number(),
    status: z.enum(["ready", "not ready"]),
    checks: z.array(healthCheckView).readonly(),
    workingOrders: z.number(),
    unknownOrders: z.number(),
    unsealedAuditRows: z.number(),
    ledgerDifference: z.string().nullable(),
    reconciledWallAt: z.string().nullable(),
    missedSlots: missedShares,
  }),
);

const storageKindView = z.strictObject({
  kind: z.string(),
  label: z.string(),
  bytes: z.number(),
  share: z.number(),
  perDay: z.number().nullable(),
});

export const storageView = viewOf<StorageView>()(
  z.strictObject({
    bytes: z.number(),
    kinds: z.array(storageKindView).readonly(),
    perDay: z.number().nullable(),
    in30Days: z.number().nullable(),
    sinceWallAt: z.string().nullable(),
    policy: z.array(z.string()).readonly(),
  }),
);

const healTryView = z.strictObject({
  act: z.string(),
  label: z.string(),
  wallAt: z.string(),
  durationMs: z.number(),
  ok: z.boolean(),
  said: z.string(),
});

const healView = z.strictObject({
  healId: z.string(),
  part: z.string(),
  subject: z.string(),
  severity: z.string(),
  words: z.string(),
  todo: z.string(),
  foundWallAt: z.string(),
  endedWallAt: z.string().nullable(),
  lastedMs: z.number(),
  outcome: z.enum(["healed", "gone"]).nullable(),
  toldWallAt: z.string().nullable(),
  tries: z.array(healTryView).readonly(),
});

export const healsView = viewOf<HealsView>()(
  z.strictObject({ open: z.number(), heals: z.array(healView).readonly(), policy: z.string() }),
);
