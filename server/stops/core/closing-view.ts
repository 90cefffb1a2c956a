import type { Book } from "@/server/kernel/book";
import type { ExchangeName } from "@/server/kernel/exchange-names";

/** Positions that are sold from now on, at market, until they are closed. */
export type ClosingView = {
  readonly positions: readonly {
    readonly positionId: string;
    readonly botId: string;
    readonly book: Book;
    readonly exchange: ExchangeName;
    readonly symbol: string;
    /** base held when it was asked, decimal text */
    readonly amount: string;
  }[];
};
