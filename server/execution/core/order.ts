import type { Book } from "@/server/kernel/book";
import type { MarketMs, WallMs } from "@/server/kernel/clock";
import type { ExchangeName } from "@/server/kernel/exchange-names";
import type { Decimal } from "@/server/kernel/money";
import type { OrderStatus } from "@/server/kernel/order-statuses";
import type { OrderType } from "@/server/kernel/order-types";

/** An order as execution works on it. Amount and filled in base, filledQuote and a buy's reserve in quote. */
export type Order = {
  readonly orderId: string;
  readonly userId: string;
  readonly botId: string;
  readonly versionId: string;
  readonly decisionId: string | null;
  readonly positionId: string | null;
  readonly book: Book;
  readonly venue: string;
  readonly exchange: ExchangeName;
  readonly symbol: string;
  readonly base: string;
  readonly quote: string;
  readonly purpose: "entry" | "exit";
  readonly side: "buy" | "sell";
  /** `stop`: it rests at the exchange and protects the position while nobody watches; beside the position's own exits */
  readonly type: OrderType;
  /** quote per base, on the tick; a limit order's only */
  readonly limitPrice: Decimal | null;
  /** quote per base, on the tick: what releases a stop; a stop's only */
  readonly triggerPrice: Decimal | null;
  readonly postOnly: boolean;
  /** the stop level that asked for this exit */
  readonly stopPrice: Decimal | null;
  /** of an entry: how far below it its stop was decided to lie, a fraction; null: as the risk mode says */
  readonly stopRatio: Decimal | null;
  readonly reasonCode: string;
  readonly slotAt: MarketMs;
  readonly leg: string;
  readonly clientOrderId: string;
  readonly amount: Decimal;
  readonly referencePrice: Decimal;
  readonly reserved: Decimal;
  readonly status: OrderStatus;
  readonly venueOrderId: string | null;
  readonly filled: Decimal;
  readonly filledQuote: Decimal;
  readonly deadline: WallMs;
  /** a limit order that still rests then is cancelled; null: it may rest on */
  readonly restUntil: MarketMs | null;
  /** an entry that was not sent by then never is; null: bounded by its deadline */
  readonly validUntil: MarketMs | null;
  /** why its cancel was asked for; null while nobody did */
  readonly cancelCode: string | null;
  readonly lookups: number;
  readonly marketAt: MarketMs;
  readonly wallAt: WallMs;
};

/** A new intent, before it is written. */
export type NewOrder = Omit<
  Order,
  | "orderId"
  | "status"
  | "venueOrderId"
  | "filled"
  | "filledQuote"
  | "lookups"
  | "cancelCode"
  | "triggerPrice"
  | "stopRatio"
> & {
  readonly triggerPrice?: Decimal;
  readonly stopRatio?: Decimal;
  /** when its reference price was judged; absent where nobody measured it */
  readonly decidedAt?: WallMs;
};

/** Whether it is the stop that rests at an exchange, and no exit of ours. */
export const isStop = ({ type }: Pick<Order, "type">): boolean => type === "stop";
