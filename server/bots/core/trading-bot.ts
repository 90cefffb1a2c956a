import type { Book } from "@/server/kernel/book";
import type { ExchangeName } from "@/server/kernel/exchange-names";
import type { BotExits } from "@/server/positions/core/exit-rules";
import type { RiskModeName } from "./bot";

/** What the order lifecycle needs to know of a bot. Money is decimal text in stakeCurrency. */
export type TradingBot = {
  readonly botId: string;
  readonly userId: string;
  readonly name: string;
  readonly book: Book;
  readonly exchange: ExchangeName;
  readonly symbol: string;
  readonly timeframe: string;
  readonly strategy: string;
  readonly params: { readonly [name: string]: unknown };
  /** its own stops and targets; null: its owner's settings */
  readonly exits: BotExits | null;
  readonly versionId: string;
  readonly versionNumber: number;
  readonly riskMode: RiskModeName;
  readonly status: "new" | "running" | "paused" | "quarantined";
  readonly stakeCurrency: string;
  readonly initialCapital: string;
  /** since when its orders go to an exchange, market clock; null on paper */
  readonly liveMarketAt: Date | null;
};
