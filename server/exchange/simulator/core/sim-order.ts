import type { Liquidity, Side } from "@/server/exchange/core/venue-rules";
import type { MarketMs, WallMs } from "@/server/kernel/clock";
import type { Decimal } from "@/server/kernel/money";
import type { OrderBook } from "@/server/market/core/order-book";

/** Both clocks at one instant: what is stamped on orders and candles, and what deadlines and lags count. */
export type Now = { readonly market: MarketMs; readonly wall: WallMs };

/** What a market shows at one instant. */
export type Quote = {
  readonly at: MarketMs;
  readonly last: Decimal;
  readonly bid: Decimal;
  readonly ask: Decimal;
};
export type MarketView = { readonly quote: Quote; readonly book: OrderBook };

/** A trade of the market at large, as anybody sees it. */
export type Print = {
  readonly id: string;
  readonly at: MarketMs;
  readonly price: Decimal;
  readonly amount: Decimal;
  readonly side: Side;
};

/** `rises`: waits until the last price is at or above it. */
export type Stop = { readonly price: Decimal; readonly when: "rises" | "falls" };

export type NewOrder = {
  readonly account: string;
  readonly clientId: string | null;
  readonly symbol: string;
  readonly side: Side;
  readonly type: "market" | "limit";
  readonly postOnly: boolean;
  readonly tif: "gtc" | "ioc" | "fok";
  /** base; null where the order names what it costs instead */
  readonly amount: Decimal | null;
  /** quote to be spent by a market buy; null where the order names its amount */
  readonly cost: Decimal | null;
  readonly price: Decimal | null;
  readonly stop: Stop | null;
  /** what only the exchange's own wire reads again */
  readonly note: Readonly<Record<string, string>>;
};

/** `rejected`: taken in and ended on arrival, as some exchanges do. */
export type SimOrderStatus = "open" | "filled" | "cancelled" | "expired" | "rejected";

export type SimOrder = NewOrder & {
  readonly id: string;
  readonly number: number;
  readonly createdAt: MarketMs;
  /** nobody finds it before */
  readonly visibleAt: WallMs;
  status: SimOrderStatus;
  /** whether its stop has been reached; true where it has none */
  triggered: boolean;
  reason: string;
  filled: Decimal;
  filledCost: Decimal;
  fees: Record<string, Decimal>;
  /** what is held back for it: quote for a buy, base for a sell */
  held: Decimal;
  updatedAt: MarketMs;
  tradeIds: string[];
};

export type SimTrade = {
  readonly id: string;
  readonly number: number;
  readonly orderId: string;
  readonly clientId: string | null;
  readonly account: string;
  readonly symbol: string;
  readonly side: Side;
  readonly price: Decimal;
  readonly amount: Decimal;
  readonly cost: Decimal;
  /** below zero: a rebate */
  readonly fee: { readonly asset: string; readonly amount: Decimal };
  readonly liquidity: Liquidity;
  readonly at: MarketMs;
};

export type SimBalance = { free: Decimal; used: Decimal };

/** One thing that became different, whole: what the journal keeps and private streams tell. */
export type Change =
  | { readonly kind: "order"; readonly order: SimOrder }
  | { readonly kind: "trade"; readonly trade: SimTrade; readonly order: SimOrder }
  | {
      readonly kind: "balance";
      readonly account: string;
      readonly asset: string;
      readonly free: Decimal;
      readonly used: Decimal;
    };

export type Refused =
  | "unknown_market"
  | "closed_market"
  | "no_amount"
  | "off_lot"
  | "off_tick"
  | "below_amount"
  | "below_cost"
  | "would_take"
  | "stop_now"
  | "duplicate"
  | "funds"
  | "asked";

export type Placed =
  | { readonly ok: true; readonly order: SimOrder }
  | { readonly ok: false; readonly refused: Refused; readonly words: string };

export const isOpen = (order: SimOrder): boolean => order.status === "open";
