import { z } from "zod";
import { bookWire } from "@/server/kernel/name-wires";
import { accept } from "@/server/kernel/result";
import { showWallet } from "@/server/portfolio/show-wallet";
import { defineCommand } from "../../command";
import { bookWalletView } from "../../views/wallet";

export const showWalletCommand = defineCommand({
  id: "wallet.status",
  title: "Wallet",
  guidance:
    "What a book has at each exchange, asset by asset, in the owner's currency with rate, source and age; the reserve, what can be allocated, what each bot and each exchange should have of it, and what they lack. Without a book it is the one that pages show.",
  input: z.strictObject({ book: bookWire.optional() }),
  output: bookWalletView,
  tier: "R",
  role: "viewer",
  run: async ({ book }, { userId, wallNow }) => accept(await showWallet({ userId, book, wallNow })),
});
