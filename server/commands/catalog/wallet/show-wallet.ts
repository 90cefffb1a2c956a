import { z } from "zod";
import { accept } from "@/server/kernel/result";
import { paperBooks } from "@/server/ledger/core/wallet-view";
import { showWallet } from "@/server/ledger/show-wallet";
import { defineCommand } from "../../command";
import { walletView } from "../../views/wallet";

export const showWalletCommand = defineCommand({
  id: "wallet.status",
  title: "Paper money",
  guidance:
    "What a paper book has at each exchange: in the pool that bots are created from, and with its bots.",
  input: z.strictObject({ book: z.enum(paperBooks).default("paper") }),
  output: walletView,
  tier: "R",
  role: "viewer",
  run: async ({ book }, { userId }) => accept(await showWallet(userId, book)),
});
