import type { ExchangeName } from "@/server/kernel/exchange-names";
import { listMarkets } from "@/server/market/find-market";

export type MarketChoice = {
  readonly exchange: ExchangeName;
  readonly symbol: string;
  readonly quote: string;
  readonly timeframes: readonly string[];
};

/** The markets in use and the timeframes a bot may trade on each; none before the worker's first start. */
export async function listMarketChoices(): Promise<readonly MarketChoice[]> {
  return (await listMarkets()).map(({ rules: { exchange, symbol, quote }, timeframes }) => ({
    exchange,
    symbol,
    quote,
    timeframes,
  }));
}
