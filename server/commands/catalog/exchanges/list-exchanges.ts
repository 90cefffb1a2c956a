import { z } from "zod";
import { accept } from "@/server/kernel/result";
import { listExchanges } from "@/server/vault/list-exchanges";
import { defineCommand } from "../../command";
import { exchangeView } from "../../views/exchanges";

export const listExchangesCommand = defineCommand({
  id: "exchanges.list",
  title: "Exchanges and keys",
  guidance:
    "Lists each exchange with its keys: label, last four characters, status, rights, last test. Never holds a key itself.",
  input: z.strictObject({}),
  output: z.array(exchangeView).readonly(),
  tier: "R",
  role: "owner",
  run: async (_input, { userId }) => accept(await listExchanges(userId)),
});
