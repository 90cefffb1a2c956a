import { z } from "zod";
import type { OrderTestView } from "@/server/connections/core/order-test";
import type { Revoked } from "@/server/connections/revoke-keys";
import { exchangeNames } from "@/server/kernel/exchange-names";
import { KEY_STATUSES } from "@/server/vault/core/exchange-key";
import { KEY_SITES } from "@/server/vault/core/key-site";
import type { ExchangeView, KeyAdded } from "@/server/vault/core/key-view";
import type { PracticeKey } from "@/server/vault/make-practice-key";
import { viewOf } from "./view-of";

const exchange = z.enum(exchangeNames);
const site = z.enum(KEY_SITES);
const right = z.boolean().nullable();
const instant = z.string().nullable();

const key = z.strictObject({
  site,
  label: z.string(),
  lastFour: z.string(),
  status: z.enum(KEY_STATUSES),
  fault: z.string().nullable(),
  hints: z.array(z.string()).readonly(),
  mayRead: right,
  mayTrade: right,
  mayWithdraw: right,
  addresses: z.array(z.string()).readonly(),
  boundToAddresses: right,
  expiresAt: instant,
  clockOffsetMs: z.number().nullable(),
  testedAt: instant,
  testAskedAt: instant,
  keptAt: z.string(),
});

export const exchangeView = viewOf<ExchangeView>()(
  z.strictObject({
    exchange,
    label: z.string(),
    sites: z.array(site).readonly(),
    hasPassphrase: z.boolean(),
    keys: z.array(key).readonly(),
  }),
);

export const keyAdded = viewOf<KeyAdded>()(z.strictObject({ exchange, site, lastFour: z.string() }));

/** For the form of the page that asked: nobody else may have it. */
export const practiceKeyView = viewOf<PracticeKey>()(
  z.strictObject({ apiKey: z.string(), secret: z.string(), passphrase: z.string().nullable() }),
);

export const keyNamed = z.strictObject({ exchange, site });

export const keysRevoked = viewOf<Revoked>()(
  z.strictObject({ exchange, paused: z.array(z.string()).readonly(), keys: z.number() }),
);

export const orderTestView = viewOf<OrderTestView>()(
  z.strictObject({
    testId: z.string(),
    exchange,
    site,
    symbol: z.string(),
    trades: z.boolean(),
    status: z.enum(["asked", "running", "passed", "failed"]),
    lines: z.array(z.strictObject({ words: z.string(), ok: z.boolean() })).readonly(),
    askedAt: z.string(),
    endedAt: instant,
  }),
);
