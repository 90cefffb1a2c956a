import type { ExchangeName } from "@/server/kernel/exchange-names";
import type { Decimal } from "@/server/kernel/money";
import type { Dust } from "./dust";

/** What one bot's positions in one market came to. Money in quote, net of fees. */
export type BotRecord = {
  readonly botId: string;
  readonly exchange: ExchangeName;
  readonly symbol: string;
  readonly base: string;
  readonly quote: string;
  readonly closedTrades: number;
  readonly wins: number;
  /** by open positions too, as far as they were sold */
  readonly realised: Decimal;
  readonly fees: Decimal;
  /** bought plus sold */
  readonly turnover: Decimal;
  readonly dust: Dust;
};
