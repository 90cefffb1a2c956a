import type { ExchangeName } from "@/server/kernel/exchange-names";
import type { OrderType } from "@/server/kernel/order-types";

/** An order that may still trade, as pages show it. Money and amounts are decimal text, times ISO UTC. */
export type WorkingOrderView = {
  readonly orderId: string;
  readonly botId: string;
  readonly botName: string;
  readonly exchange: ExchangeName;
  readonly symbol: string;
  readonly base: string;
  readonly quote: string;
  readonly side: "buy" | "sell";
  readonly purpose: "entry" | "exit";
  readonly type: OrderType;
  /** true: it never takes from the book, so it pays the maker's fee */
  readonly postOnly: boolean;
  /** quote per base; a limit order's only */
  readonly limitPrice: string | null;
  /** quote per base: what releases a stop that rests at its exchange; a stop's only */
  readonly triggerPrice: string | null;
  readonly amount: string;
  /** how much of it has traded */
  readonly filled: string;
  readonly status: "intent" | "sent" | "unknown" | "ack" | "partial";
  readonly reasonCode: string;
  readonly marketAt: string;
  /** market clock: it is cancelled when it still rests then; null where nothing ends it */
  readonly restMarketUntil: string | null;
};
