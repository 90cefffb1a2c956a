// What is said of the prices in use, and of each market. Prices are decimal text, times ISO UTC.

import type { ExchangeName } from "@/server/kernel/exchange-names";
import type { MarketKind } from "@/server/kernel/market-kinds";

export type MarketBadge = {
  readonly kind: MarketKind;
  readonly label: string;
  readonly source: string;
  readonly speed: string;
  /** true when the recording has run out or no tick has come for more than 60 s of wall time */
  readonly ended: boolean;
};

export type FeedView = {
  readonly exchange: ExchangeName;
  readonly symbol: string;
  readonly last: string | null;
  readonly bid: string | null;
  readonly ask: string | null;
  /** decimals of the exchange's tick size, for printing */
  readonly priceDecimals: number;
  readonly tickMarketAt: string | null;
  readonly tickWallAt: string | null;
  readonly refusedTicks: number;
  /** of those, how many by each reason ("spike", "crossed-book"); absent in views of an older version */
  readonly refusedBy?: { readonly [reason: string]: number };
  /** how long it has stood still though others move, ms: nothing is bought by it; absent where it has not */
  readonly frozenMs?: number;
};
