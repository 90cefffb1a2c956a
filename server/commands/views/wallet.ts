import { z } from "zod";
import { exchangeWire } from "@/server/kernel/name-wires";
import { paperBooks, type WalletView } from "@/server/ledger/core/wallet-view";
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
