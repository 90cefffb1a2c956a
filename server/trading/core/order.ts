import type { MarketMs, WallMs } from "@/server/kernel/clock";
import type { Decimal } from "@/server/kernel/money";
import type { OrderStatus } from "./order-state";

/** An order as the road works on it. Amount and filled in base, filledQuote and a buy's reserve in quote. */
export type Order = {
  readonly orderId: string;
  readonly userId: string;
  readonly botId: string;
  readonly versionId: string;
  readonly decisionId: string | null;
  readonly positionId: string | null;
  readonly book: "paper" | "live" | "demo";
  readonly venue: string;
  readonly exchange: string;
  readonly symbol: string;
  readonly base: string;
  readonly quote: string;
  readonly purpose: "entry" | "exit";
  readonly side: "buy" | "sell";
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
  readonly lookups: number;
  readonly marketAt: MarketMs;
  readonly wallAt: WallMs;
};

/** A new intent, before it is written. */
export type NewOrder = Omit<
  Order,
  "orderId" | "status" | "venueOrderId" | "filled" | "filledQuote" | "lookups" | "decisionId"
> & { readonly decisionId: string | null };
