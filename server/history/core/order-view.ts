import type { Book } from "@/server/kernel/book";
import type { ExchangeName } from "@/server/kernel/exchange-names";
import type { OrderStatus } from "@/server/kernel/order-statuses";
import type { OrderType } from "@/server/kernel/order-types";
import type { OrderStepView } from "./trade-view";

/** What a list of orders may be narrowed to: those that may still trade, those being looked up, those that have ended. */
export const orderStates = ["all", "working", "unknown", "filled", "ended"] as const;
export type OrderStateFilter = (typeof orderStates)[number];

/** One order as pages show it. Money and amounts are decimal text, times ISO UTC. */
export type OrderView = {
  readonly orderId: string;
  readonly botId: string;
  readonly botName: string;
  readonly book: Book;
  readonly venue: string;
  readonly exchange: ExchangeName;
  readonly symbol: string;
  readonly base: string;
  readonly quote: string;
  readonly side: "buy" | "sell";
  readonly purpose: "entry" | "exit";
  readonly type: OrderType;
  readonly postOnly: boolean;
  /** quote per base; a limit order's only */
  readonly limitPrice: string | null;
  /** quote per base: what releases a stop that rests at its exchange; a stop's only */
  readonly triggerPrice: string | null;
  readonly amount: string;
  readonly filled: string;
  /** quote per base over what traded; null while nothing has */
  readonly averagePrice: string | null;
  readonly status: OrderStatus;
  /** why it ended as it did, or what was last said of it */
  readonly statusReason: string;
  readonly reasonCode: string;
  readonly marketAt: string;
};

export type OrderPage = {
  readonly orders: readonly OrderView[];
  readonly nextCursor: string | null;
};

/** One order with its life. */
export type OrderDetailView = {
  readonly order: OrderView;
  readonly clientOrderId: string;
  readonly venueOrderId: string | null;
  readonly steps: readonly OrderStepView[];
  /** why its cancel was asked for; null while nobody did */
  readonly cancelCode: string | null;
  /** definitive answers so far that it is not there */
  readonly lookups: number;
};
