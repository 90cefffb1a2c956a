import { z } from "zod";
import { accept } from "@/server/kernel/result";
import { displayCurrencies } from "@/server/settings/core/settings";
import { setDisplayCurrency } from "@/server/settings/set-display-currency";
import { defineCommand } from "../../command";

const currency = z.enum(displayCurrencies, `The currency is one of ${displayCurrencies.join(", ")}.`);

export const setCurrencyCommand = defineCommand({
  id: "currency.set",
  title: "Show in another currency",
  guidance:
    "Shows totals, bots and positions in ZAR, USD, EUR, GBP or USDT beside their own currency. Moves no money.",
  input: z.strictObject({ currency }),
  output: z.strictObject({ currency }),
  tier: "W",
  role: "owner",
  run: async (input, ctx) => {
    const set = await setDisplayCurrency(ctx, input.currency);
    return set.ok ? accept({ currency: set.value }) : set;
  },
});
