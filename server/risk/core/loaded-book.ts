import { type Decimal, ZERO } from "@/server/kernel/money";
import type { MarketId } from "@/server/market/core/market-feed";

export type EntryCounts = {
  readonly total: number;
  readonly byExchange: ReadonlyMap<string, number>;
  readonly byBot: ReadonlyMap<string, number>;
};

/** A book as it was read once for a cycle. Money per quote currency; null while a price is missing. */
export type LoadedBook = {
  readonly counts: EntryCounts;
  readonly lockedUntil: number | null;
  readonly halted: boolean;
  readonly exchangesFunded: number;
  readonly equity: ReadonlyMap<string, Decimal | null>;
  /** in coins and in entry orders under way; keys "quote base" and "quote exchange" */
  readonly byAsset: ReadonlyMap<string, Decimal | null>;
  readonly byExchange: ReadonlyMap<string, Decimal | null>;
  /** the markets of what is held and under way */
  readonly markets: readonly MarketId[];
};

/** Adds to what is known of a key; what is unknown stays so. */
export function addTo(sums: Map<string, Decimal | null>, key: string, value: Decimal | null): void {
  const known = sums.get(key);
  sums.set(key, known === null || value === null ? null : (known ?? ZERO).plus(value));
}

export const toMarket = ({
  exchange,
  base,
  quote,
}: Pick<MarketId, "exchange"> & { readonly base: string; readonly quote: string }): MarketId => ({
  exchange,
  symbol: `${base}/${quote}`,
});
