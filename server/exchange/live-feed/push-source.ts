import type { PublicTrade } from "@/server/exchange/core/exchange-client";
import type { Decimal } from "@/server/kernel/money";
import type { OrderBook } from "@/server/market/core/order-book";

/** A price as it is pushed: quotes that the exchange leaves out are null; so is an instant it does not tell. */
export type PushedPrice = {
  readonly at: number | null;
  readonly last: Decimal | null;
  readonly bid: Decimal | null;
  readonly ask: Decimal | null;
};

/** What one exchange pushes. Each call waits for what comes next and throws when the connection fell. */
export type PushSource = {
  readonly trades: (symbol: string) => Promise<readonly PublicTrade[]>;
  readonly price: (symbol: string) => Promise<PushedPrice>;
  readonly book: (symbol: string) => Promise<OrderBook>;
  /** Drops the connection: whoever waits is told, and the next call opens a new one. */
  readonly reset: () => Promise<void>;
  readonly close: () => Promise<void>;
};
