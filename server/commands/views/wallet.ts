import { z } from "zod";
import { bookWire, exchangeWire } from "@/server/kernel/name-wires";
import { paperBooks, type WalletView } from "@/server/ledger/core/wallet-view";
import type { BookWalletView } from "@/server/portfolio/core/book-wallet";
import type { FundingView } from "@/server/portfolio/core/funding-view";
import type { ReturnsView } from "@/server/portfolio/show-returns";
import { rateLegView } from "./dashboard";
import { viewOf } from "./view-of";

export const walletView = viewOf<WalletView>()(
  z.strictObject({
    book: z.enum(paperBooks),
    lines: z
      .array(
        z.strictObject({
          exchange: exchangeWire,
          asset: z.string(),
          pool: z.string(),
          withBots: z.string(),
        }),
      )
      .readonly(),
  }),
);

const assetLineView = z.strictObject({
  asset: z.string(),
  pool: z.string(),
  withBots: z.string(),
  inOrders: z.string(),
  total: z.string(),
  worth: z.string().nullable(),
  rate: z.string().nullable(),
  missing: z.string().nullable(),
  legs: z.array(rateLegView).readonly(),
});

const exchangeWalletView = z.strictObject({
  exchange: exchangeWire,
  master: z.boolean(),
  asset: z.string(),
  pool: z.string(),
  withBots: z.string(),
  assets: z.array(assetLineView).readonly(),
  worth: z.string().nullable(),
  known: z.string(),
  bots: z.number(),
  slots: z.number(),
  targetWorth: z.string().nullable(),
  target: z.string().nullable(),
  difference: z.string().nullable(),
});

export const bookWalletView = viewOf<BookWalletView>()(
  z.strictObject({
    book: bookWire,
    currency: z.string(),
    pricesWallAt: z.string().nullable(),
    total: z.string().nullable(),
    known: z.string(),
    reserveRatio: z.string(),
    reserve: z.string().nullable(),
    allocatable: z.string().nullable(),
    botsMax: z.number(),
    perBot: z.string().nullable(),
    exchanges: z.array(exchangeWalletView).readonly(),
  }),
);

const fundingPlanView = z.strictObject({
  id: z.string(),
  from: z.string(),
  to: exchangeWire,
  asset: z.string(),
  required: z.string(),
  available: z.string(),
  deficit: z.string(),
  status: z.enum(["open", "seen", "cancelled"]),
  openedAt: z.string(),
  lookedAt: z.string(),
  endedAt: z.string().nullable(),
});

export const fundingView = viewOf<FundingView>()(
  z.strictObject({ book: bookWire, plans: z.array(fundingPlanView).readonly() }),
);

const returnView = z.strictObject({
  currency: z.string(),
  equity: z.string(),
  initial: z.string(),
  injected: z.string(),
  withdrawn: z.string(),
  profit: z.string(),
  timeWeighted: z.number().nullable(),
  moneyWeighted: z.number().nullable(),
  since: z.string().nullable(),
});

export const returnsView = viewOf<ReturnsView>()(
  z.strictObject({ book: bookWire, returns: z.array(returnView).readonly() }),
);
