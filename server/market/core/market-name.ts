import { type ExchangeName, exchangeNames, findExchange } from "@/server/kernel/exchange-names";
import { accept, type Result, refuse } from "@/server/kernel/result";

/** A market by its exchange and its two currencies. */
export type MarketName = {
  readonly exchange: ExchangeName;
  readonly base: string;
  readonly quote: string;
  readonly symbol: string;
};

const FORM = /^([A-Za-z]+):([A-Z0-9]{2,12})[/-]([A-Z0-9]{2,12})$/;
export const marketNameExample = "BINANCE:BTC/USDT";

/** Reads a market as people write it: BINANCE:BTC/USDT. */
export function nameMarket(text: string): Result<MarketName> {
  const [, exchangeText = "", base = "", quote = ""] = FORM.exec(text.trim()) ?? [];
  const exchange = findExchange(exchangeText);
  if (!exchange) {
    return refuse(
      "invalid",
      `"${text.slice(0, 40)}" names no market: write exchange and currencies like ${marketNameExample}, the exchange one of ${exchangeNames.join(", ")}.`,
    );
  }
  return accept({ exchange, base, quote, symbol: `${base}/${quote}` });
}
