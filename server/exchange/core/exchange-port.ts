import type { Book } from "@/server/kernel/book";
import type { MarketMs, WallMs } from "@/server/kernel/clock";
import type { Decimal } from "@/server/kernel/money";
import type { OrderType } from "@/server/kernel/order-types";

/** Whose account at which venue, in which book. */
export type VenueAccount = {
  readonly userId: string;
  readonly book: Book;
  readonly venue: string;
};

export type OrderRequest = VenueAccount & {
  readonly clientOrderId: string;
  readonly symbol: string;
  readonly base: string;
  readonly quote: string;
  readonly side: "buy" | "sell";
  /** base units, already on the market's lot */
  readonly amount: Decimal;
  /** `stop`: a market order that the venue itself releases when the price reaches `triggerPrice` */
  readonly type: OrderType;
  /** quote per base, already on the market's tick; null unless it is a limit order */
  readonly limitPrice: Decimal | null;
  /** quote per base, already on the market's tick: a sell is released at it or below, a buy at it or above; a stop's only */
  readonly triggerPrice?: Decimal | null;
  /** true: must not take from the book; the venue refuses or ends it instead */
  readonly postOnly: boolean;
  /** the stop level that asked for this exit: a venue that only simulates fills at it or worse, never better */
  readonly stopPrice: Decimal | null;
  /** wall clock: the venue must not act on it later */
  readonly deadline: WallMs;
};

/** A definitive answer to an order. No answer, or one that cannot be read, is thrown as a Fault: unknown. */
export type PlaceAnswer =
  | { readonly kind: "accepted"; readonly venueOrderId: string }
  | { readonly kind: "rejected"; readonly reason: string; readonly because: RejectCause };

/**
 * Why a venue says no, which tells what may follow. `rules`: tick, lot, smallest or largest order, or a market that is not
 * listed: what is known of the market is old. `order`: it does not take such an order. `unsupported`: orders of that type
 * do not exist in that market. `account`: funds, key, or what it may do. `later`: it may be asked again: too many requests,
 * maintenance, a clock, a request that never left.
 */
export const rejectCauses = ["rules", "order", "unsupported", "account", "later"] as const;
export type RejectCause = (typeof rejectCauses)[number];

/** What a venue took for a trade, in whatever asset it takes: base, quote, or a coin of its own. */
export type VenueFee = { readonly asset: string; readonly amount: Decimal };

export type VenueTrade = {
  readonly venueTradeId: string;
  readonly price: Decimal;
  readonly amount: Decimal;
  readonly fee: VenueFee;
  readonly liquidity: "maker" | "taker";
  readonly at: MarketMs;
};

export type VenueOrder = {
  readonly venueOrderId: string;
  readonly clientOrderId: string;
  readonly status: "open" | "closed" | "canceled";
  /** why the venue ended it unfilled or in part, in words; empty otherwise */
  readonly reason: string;
  /** the venue refused it after it had taken it in, and why; none where it was cancelled */
  readonly refused?: RejectCause;
  /** base traded so far by the venue's own count: more than `trades` add up to where some are still to be told */
  readonly filled: Decimal;
  /** quote per base over all that traded; null while nothing has */
  readonly averagePrice: Decimal | null;
  readonly trades: readonly VenueTrade[];
};

/** An order that may still trade, as the venue lists it among others: without its trades. */
export type OpenOrder = Pick<VenueOrder, "venueOrderId" | "clientOrderId" | "filled" | "averagePrice"> & {
  readonly symbol: string;
};

/** A trade among all those of an account: some venues name it by their own order id only. */
export type AccountTrade = VenueTrade & { readonly venueOrderId: string; readonly symbol: string };

export type VenueBalance = { readonly asset: string; readonly total: Decimal };

/** A definitive answer to a cancel. What the order traded before is told by `findOrder`. */
export type CancelAnswer = { readonly kind: "cancelled" | "already_ended" | "not_found" };

/**
 * One venue as the order lifecycle sees it. All calls may throw a Fault; a Fault on `createOrder` means the outcome is
 * unknown and is settled by `findOrder`, never by sending again.
 */
export type ExchangePort = {
  readonly createOrder: (request: OrderRequest) => Promise<PlaceAnswer>;
  /** By client order id and market among open, closed and traded orders; null is a definitive "not there". */
  readonly findOrder: (
    account: VenueAccount,
    clientOrderId: string,
    symbol: string,
  ) => Promise<VenueOrder | null>;
  /** By client order id and market. A Fault means unknown; asking again is safe. */
  readonly cancelOrder: (
    account: VenueAccount,
    clientOrderId: string,
    symbol: string,
  ) => Promise<CancelAnswer>;
  /** The account's open orders in those markets, all of them; in every market where none is named. */
  readonly listOpenOrders: (
    account: VenueAccount,
    symbols: readonly string[] | null,
  ) => Promise<readonly OpenOrder[]>;
  /** What the account traded in those markets from that instant on, oldest first, all of it. */
  readonly listTrades: (
    account: VenueAccount,
    symbols: readonly string[],
    since: MarketMs,
  ) => Promise<readonly AccountTrade[]>;
  readonly listBalances: (account: VenueAccount) => Promise<readonly VenueBalance[]>;
};
