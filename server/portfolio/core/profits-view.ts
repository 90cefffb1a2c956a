import type { Book } from "@/server/kernel/book";
import type { ExchangeName } from "@/server/kernel/exchange-names";

// Money is decimal text in the currency named; ratios and statistics are fractions.

/** A bot's place among those of its book. */
export type RankView = {
  readonly botId: string;
  readonly name: string;
  readonly exchange: ExchangeName;
  readonly currency: string;
  readonly status: string;
  /** 0 to 100 */
  readonly score: number;
  readonly trades: number;
  readonly realised: string;
  /** realised over capital */
  readonly netProfit: number;
  readonly winRate: number;
  /** null: no trade lost anything */
  readonly profitFactor: number | null;
  /** null: too few trades, or all alike */
  readonly sharpe: number | null;
  readonly meanProfit: number;
};

/** What a rebalance would do now at one exchange, in one currency. */
export type PlaceProfitView = {
  readonly exchange: ExchangeName;
  readonly currency: string;
  /** realised since the last one, losses taken off */
  readonly profit: string;
  readonly amount: string;
  readonly share: string;
  readonly lines: readonly {
    readonly botId: string;
    readonly name: string;
    readonly given: string;
    readonly received: string;
  }[];
  /** why nothing would be shared out; null where something would */
  readonly why: string | null;
};

export type PastRebalanceView = {
  readonly id: string;
  readonly wallAt: string;
  readonly revertedAt: string | null;
  readonly amounts: readonly { readonly venue: string; readonly asset: string; readonly amount: string }[];
};

export type ProfitsView = {
  readonly book: Book;
  readonly ranks: readonly RankView[];
  readonly places: readonly PlaceProfitView[];
  /** the newest twenty */
  readonly past: readonly PastRebalanceView[];
};
