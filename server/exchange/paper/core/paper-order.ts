import type { FillModel } from "@/server/exchange/core/market-fill";
import type { Liquidity, Side, VenueRules } from "@/server/exchange/core/venue-rules";
import type { MarketMs } from "@/server/kernel/clock";
import type { Decimal } from "@/server/kernel/money";
import type { OrderType } from "@/server/kernel/order-types";
import type { Tick } from "@/server/market/core/market-feed";
import type { MarketRules } from "@/server/market/core/market-rules";
import type { BookLevel, OrderBook } from "@/server/market/core/order-book";
import type { RecentTrading } from "./recent-trading";

/** What the venue's core knows of an order. Amounts in base, prices in quote per base. */
export type PaperOrder = {
  readonly side: Side;
  /** a stop waits for its `stopPrice`, and is a market order from then on */
  readonly type: OrderType;
  readonly limitPrice: Decimal | null;
  readonly postOnly: boolean;
  /** fills at this level or worse, never better */
  readonly stopPrice: Decimal | null;
  readonly amount: Decimal;
  readonly filled: Decimal;
  /** quote for a buy, base for a sell */
  readonly held: Decimal;
  /** since when it rests in the book; null before it has arrived there, and for market orders */
  readonly restingAt: MarketMs | null;
  /** base that must trade at its price before it does; null where nobody can see it */
  readonly queueAhead: Decimal | null;
  /** not matched before this instant: the venue's latency */
  readonly matchAt: MarketMs;
};

/** What a match, a cancel or a failure changes of an order. */
export type OrderChange = Pick<PaperOrder, "type" | "filled" | "held" | "restingAt" | "queueAhead"> & {
  readonly status: "open" | "closed" | "canceled";
  /** why it ended unfilled or in part; empty otherwise */
  readonly reason: string;
};

/** What changes of one asset: `used` is what open orders hold. */
export type BalanceChange = { readonly asset: string; readonly free: Decimal; readonly used: Decimal };

export type PaperTrade = {
  readonly price: Decimal;
  readonly amount: Decimal;
  readonly fee: Decimal;
  readonly feeAsset: string;
  readonly liquidity: Liquidity;
  readonly at: MarketMs;
  /** the book and its level that gave the amount; null where no book was seen */
  readonly bookAt: MarketMs | null;
  readonly bookPrice: Decimal | null;
};

/** What is known of the market when orders are matched. */
export type MarketView = {
  readonly tick: Tick;
  /** what is left of the newest book after our own earlier orders; null where there is none */
  readonly book: OrderBook | null;
  /** null where nobody knows how much trades here */
  readonly recent: RecentTrading | null;
  /** market clock: the time whose trading this tick stands for, a minute at least */
  readonly windowMs: number;
  /** base that our own orders traded within that time without a book */
  readonly ownTraded: Decimal;
  /** trades of others since the order was last looked at, oldest first; null where the feed does not tell them */
  readonly traded: readonly BookLevel[] | null;
};

export type Terms = {
  readonly rules: MarketRules;
  readonly venue: VenueRules;
  readonly model: FillModel;
};

export const remainingOf = (order: Pick<PaperOrder, "amount" | "filled">): Decimal =>
  order.amount.minus(order.filled);
