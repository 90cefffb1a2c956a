import type { ExchangeName } from "@/server/kernel/exchange-names";
import { type KnownMarket, listActiveMarkets } from "./store";

export type { KnownMarket };

/** What the exchange demands on one symbol ("BTC/USDT"); null when the session in use does not have that market. */
export async function findMarket(exchange: ExchangeName, symbol: string): Promise<KnownMarket | null> {
  const [market] = await listActiveMarkets({ exchange, symbol });
  return market ?? null;
}

/** All markets of the session in use, by exchange and symbol. Empty before the first start. */
export const listMarkets = (): Promise<readonly KnownMarket[]> => listActiveMarkets({});
