import type { Book } from "@/server/kernel/book";
import type { ExchangeName } from "@/server/kernel/exchange-names";
import type { FeedView, MarketBadge } from "@/server/market/core/feed-view";
import type { Stop } from "@/server/positions/core/check-stops";
import type { DisplayView } from "./display-view";

// What the worker publishes about once a second for one book, and every page shows between two fills.
// Money is decimal text in the named currency; ratios are fractions as text ("0.0123" is 1.23 %); times are ISO UTC.

/** One currency's total of a book. Currencies are never summed. */
export type TotalView = {
  readonly currency: string;
  readonly equity: string;
  readonly funded: string;
  readonly cash: string;
  readonly unrealised: string;
  /** net of fees, since the start */
  readonly realised: string;
  /**
   * coins below the smallest order, of closed positions: what was paid for them, and what they are worth;
   * equity = funded + realised + unrealised + dustValue − dustCost, to the last digit. Absent in views of an older version
   */
  readonly dustCost?: string;
  readonly dustValue?: string;
  /** the part of equity that is none of the bots': with theirs it is all of it. Absent in views of an older version */
  readonly idle?: string;
  readonly fees: string;
  readonly turnover: string;
  /** since 00:00 in the owner's zone, on the market clock; null while unknown */
  readonly today: string | null;
  readonly todayRatio: string | null;
  readonly returnRatio: string;
  readonly drawdownRatio: string;
  readonly maxDrawdownRatio: string;
  readonly wins: number;
  readonly closedTrades: number;
  /** ledger against the venue's own balance, largest difference of any asset; null before the first reconciliation */
  readonly ledgerDifference: string | null;
  readonly reconciledWallAt: string | null;
};

export type PositionView = {
  readonly positionId: string;
  readonly botId: string;
  readonly botName: string;
  readonly exchange: ExchangeName;
  readonly symbol: string;
  readonly base: string;
  readonly quote: string;
  readonly amount: string;
  readonly entryPrice: string;
  readonly lastPrice: string | null;
  readonly priceDecimals: number;
  readonly unrealised: string | null;
  readonly unrealisedRatio: string | null;
  /** where the stop stands now: the position's own, or the higher one that the price has pulled up; and which it is */
  readonly stopPrice: string;
  readonly stopKind: Stop["reasonCode"];
  readonly targetPrice: string | null;
  /** (last - stop) / last */
  readonly toStopRatio: string | null;
  /** what is lost if the stop fills at its price, fees included */
  readonly atRisk: string;
  readonly openedMarketAt: string;
};

/**
 * How a bot came to its equity: capital + advanced + realised + unrealised + dustValue − dustCost = equity, to the last
 * digit.
 */
export type BotRecordView = {
  /** what was put into it, less what was shared out of its profit */
  readonly capital: string;
  /** taken from the pool where a gap in the price cost more than the bot had free; 0 as a rule */
  readonly advanced: string;
  readonly realised: string;
  readonly unrealised: string;
  readonly dustCost: string;
  readonly dustValue: string;
  /** base it holds as dust, in its own market */
  readonly dust: string;
  readonly closedTrades: number;
  readonly wins: number;
};

export type BotTileView = {
  readonly botId: string;
  readonly name: string;
  readonly exchange: ExchangeName;
  readonly symbol: string;
  readonly status: string;
  readonly currency: string;
  readonly equity: string;
  /** what its trades made, of the same instant as equity; absent in views of an older version */
  readonly record?: BotRecordView;
  readonly returnRatio: string;
  /** since 00:00 in the owner's zone, on the market clock; null when it was not known before */
  readonly today: string | null;
  readonly todayRatio: string | null;
  /** below its highest equity, as a fraction of it */
  readonly drawdownRatio: string | null;
  readonly maxDrawdownRatio: string | null;
  /** what its coin itself made since the bot was given its capital; null when that price was not seen */
  readonly holdRatio: string | null;
};

export type LiveView = {
  readonly book: Book;
  readonly marketAt: string;
  readonly wallAt: string;
  readonly market: MarketBadge;
  readonly feeds: readonly FeedView[];
  readonly totals: readonly TotalView[];
  readonly positions: readonly PositionView[];
  readonly bots: readonly BotTileView[];
  /** all of it in the owner's currency; absent in views of an older version */
  readonly display?: DisplayView;
};

/** One point of the equity curve. */
export type EquityPointView = {
  readonly wallAt: string;
  readonly marketAt: string;
  readonly equity: string;
  readonly buyAndHold: string | null;
};
