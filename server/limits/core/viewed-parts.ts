import type { ExchangeName } from "@/server/kernel/exchange-names";
import type { Decimal } from "@/server/kernel/money";
import type { MarketId } from "@/server/market/core/market-feed";
import { addTo, toMarket } from "@/server/risk/core/loaded-book";

type Place = { readonly exchange: ExchangeName; readonly base: string; readonly quote: string };

/** What is held and on its way per currency's part of a book, in that currency; null where a price is missing. */
export type PartSums = {
  readonly equity: ReadonlyMap<string, Decimal | null>;
  /** keys "quote base" and "quote exchange" */
  readonly byAsset: ReadonlyMap<string, Decimal | null>;
  readonly byExchange: ReadonlyMap<string, Decimal | null>;
  readonly markets: readonly MarketId[];
};

/** Adds up valued positions and what entry orders under way may still spend. */
export function viewedParts(q: {
  readonly totals: readonly { readonly currency: string; readonly equity: Decimal | null }[];
  readonly positions: readonly (Place & { readonly worth: Decimal | null })[];
  readonly working: readonly (Place & { readonly left: Decimal })[];
}): PartSums {
  const byAsset = new Map<string, Decimal | null>();
  const byExchange = new Map<string, Decimal | null>();
  const add = ({ exchange, base, quote }: Place, value: Decimal | null) => {
    addTo(byAsset, `${quote} ${base}`, value);
    addTo(byExchange, `${quote} ${exchange}`, value);
  };
  for (const position of q.positions) add(position, position.worth);
  for (const order of q.working) add(order, order.left);
  return {
    equity: new Map(q.totals.map(({ currency, equity }) => [currency, equity])),
    byAsset,
    byExchange,
    markets: [...q.positions, ...q.working].map(toMarket),
  };
}
