import { paperMoneyInput } from "@/server/ledger/core/paper-money-input";
import { movePaperMoney, previewPaperMoney } from "@/server/ledger/move-paper-money";
import { defineCommand } from "../../command";
import { walletView } from "../../views/wallet";

export const recordInjectionCommand = defineCommand({
  id: "injections.record",
  title: "Put paper money in or take it out",
  guidance:
    "Puts money into the pool of a paper book at one exchange, or takes it out, in the exchange's quote currency. Bots get their capital from that pool. Moves nothing at an exchange. The owner approves it on a card first.",
  input: paperMoneyInput,
  output: walletView,
  tier: "C",
  role: "owner",
  preview: previewPaperMoney,
  run: movePaperMoney,
});
