import type { ListedMarket } from "@/server/exchange/core/exchange-client";
import { ExchangeFault } from "@/server/exchange/core/verdict";
import type { Json } from "./read-answer";
import type { Wire } from "./wire";

/** One spot market: this system's rules, and the exchange's own names for it. */
export type NamedMarket = ListedMarket & { readonly id: string; readonly names: readonly string[] };

/** Both ways between "BTC/USDT" and an exchange's own names. */
export type MarketNames = {
  readonly all: readonly NamedMarket[];
  /** Throws where it is not listed. */
  readonly idOf: (symbol: string) => string;
  readonly find: (symbol: string) => NamedMarket | null;
  /** By any of the exchange's names; null for one of no spot market. */
  readonly symbolOf: (name: string) => string | null;
};

export function createMarketNames(label: string, all: readonly NamedMarket[]): MarketNames {
  const bySymbol = new Map(all.map((market) => [market.symbol, market]));
  const byName = new Map(
    all.flatMap((market) => [market.id, ...market.names].map((name) => [name, market.symbol] as const)),
  );
  return {
    all,
    find: (symbol) => bySymbol.get(symbol) ?? null,
    symbolOf: (name) => byName.get(name) ?? null,
    idOf: (symbol) => {
      const market = bySymbol.get(symbol);
      if (!market) throw new ExchangeFault("not_listed", `${label} lists no market ${symbol}.`);
      return market.id;
    },
  };
}

/** What ccxt made of a market: its symbol in the common spelling, and what the exchange said. */
export type RawMarket = {
  readonly symbol: string;
  readonly base: string;
  readonly quote: string;
  readonly id: string;
  readonly info: Json;
};

/** The exchange's spot markets, read anew. */
export async function loadRawMarkets({ ccxt, run }: Wire): Promise<readonly RawMarket[]> {
  const markets = await run(() => ccxt.loadMarkets(true));
  return Object.values(markets).flatMap((market) =>
    market?.spot
      ? [
          {
            symbol: market.symbol,
            base: market.base,
            quote: market.quote,
            id: market.id ?? "",
            info: market.info as Json,
          },
        ]
      : [],
  );
}
