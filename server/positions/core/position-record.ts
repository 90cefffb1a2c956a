// Closed positions as pages list them. Money and prices are decimal text, ratios fractions, times ISO UTC.

import type { Book } from "@/server/kernel/book";
import type { ExchangeName } from "@/server/kernel/exchange-names";
import type { MarketKind } from "@/server/kernel/market-kinds";

export type ClosedPositionView = {
  readonly positionId: string;
  readonly botId: string;
  readonly botName: string;
  readonly book: Book;
  /** where its prices came from; null where no fill tells */
  readonly marketKind: MarketKind | null;
  readonly exchange: ExchangeName;
  readonly symbol: string;
  readonly base: string;
  readonly quote: string;
  /** bought in all */
  readonly amount: string;
  readonly entryPrice: string;
  readonly exitPrice: string | null;
  readonly fees: string;
  /** net of fees, in quote */
  readonly realised: string;
  /** of what was paid for it */
  readonly realisedRatio: string;
  /** base that no order could sell, until the bot's next position there took it over, and what was paid for it */
  readonly dust: string;
  readonly dustCost: string;
  readonly exitReason: string;
  readonly openedMarketAt: string;
  readonly closedMarketAt: string;
  readonly closedWallAt: string;
};

/** What the closed positions of one book came to, in one quote currency. Neither is ever summed with another. */
export type ClosedTotalView = {
  readonly book: ClosedPositionView["book"];
  readonly currency: string;
  readonly closed: number;
  readonly wins: number;
  readonly realised: string;
  readonly fees: string;
};

export type ClosedPage = {
  readonly positions: readonly ClosedPositionView[];
  /** of all that match, not of this page; null on every page but the first */
  readonly totals: readonly ClosedTotalView[] | null;
  readonly total: number | null;
  readonly nextCursor: string | null;
};
