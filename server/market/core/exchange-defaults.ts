import { perExchange } from "@/server/kernel/exchange-names";
import { toDecimal } from "@/server/kernel/money";

/** What holds for an exchange where nothing nearer is known. Fees are fractions of the notional: 0.001 is 0.1 %. */
export const exchangeDefaults = perExchange(({ homeQuote, makerFee, takerFee, minNotional }) => ({
  homeQuote,
  makerFee: toDecimal(makerFee),
  takerFee: toDecimal(takerFee),
  minNotional: toDecimal(minNotional),
}));
