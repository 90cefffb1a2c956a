import type { MarketRules } from "@/server/exchange/core/market-rules";
import type { MarketKind } from "./core/market-feed";
import { listActiveMarketRules } from "./store";

export type KnownMarket = { readonly rules: MarketRules; readonly source: string; readonly kind: MarketKind };

/** What the exchange demands on one symbol ("BTC/USDT"); null when the session in use does not have that market. */
export async function findMarket(exchange: string, symbol: string): Promise<KnownMarket | null> {
  const [market] = await listActiveMarketRules({ exchange, symbol });
  return market ?? null;
}

/** All markets of the session in use, by exchange and symbol. Empty before the first start. */
export const listMarkets = (): Promise<readonly KnownMarket[]> => listActiveMarketRules({});
