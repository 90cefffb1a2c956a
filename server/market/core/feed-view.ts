// What is said of the prices in use, and of each market. Prices are decimal text, times ISO UTC.

export type MarketBadge = {
  readonly kind: "live" | "recorded" | "simulated";
  readonly label: string;
  readonly source: string;
  readonly speed: string;
  /** true when the recording has run out or no tick has come for more than 60 s of wall time */
  readonly ended: boolean;
};

export type FeedView = {
  readonly exchange: string;
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
};
