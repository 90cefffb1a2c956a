import type { Clocks, MarketMs } from "@/server/kernel/clock";
import type { Tick } from "@/server/market/core/market-feed";
import type { MarketRules } from "@/server/market/core/market-rules";
import type { OrderBook } from "@/server/market/core/order-book";
import type { PaperTerms } from "./core/paper-terms";
import type { RecentTrading } from "./core/recent-trading";

/** What the paper venue is told of the markets it stands for. `venue` is "paper:binance". */
export type PaperVenueSetup = {
  readonly clocks: Clocks;
  readonly rulesOf: (venue: string, symbol: string) => MarketRules | undefined;
  readonly lastTick: (venue: string, symbol: string) => Tick | undefined;
  /** The newest book not later than `at`, null where there is none; absent: no market here has one. */
  readonly bookOf?: (venue: string, symbol: string, at: MarketMs) => Promise<OrderBook | null>;
  /** How a market traded lately, null where nobody knows; absent: nobody knows of any. */
  readonly recentOf?: (venue: string, symbol: string, at: MarketMs) => Promise<RecentTrading | null>;
  /** The terms of the order's owner, as they are now. */
  readonly termsOf: (userId: string) => Promise<PaperTerms>;
};
