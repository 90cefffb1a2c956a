// One bot's market as its chart shows it. Prices are decimal text in quote per base, volume in base, times ISO UTC.

import type { ExchangeName } from "@/server/kernel/exchange-names";
import type { MarketKind } from "@/server/kernel/market-kinds";

export type CandleView = {
  readonly openAt: string;
  readonly open: string;
  readonly high: string;
  readonly low: string;
  readonly close: string;
  readonly volume: string;
};

/** One fill of the bot, at its price. */
export type ChartMarkView = {
  readonly fillId: string;
  readonly marketAt: string;
  readonly side: "buy" | "sell";
  readonly price: string;
  readonly reasonCode: string;
};

export type ChartView = {
  readonly exchange: ExchangeName;
  readonly symbol: string;
  readonly base: string;
  readonly quote: string;
  readonly marketKind: MarketKind;
  readonly priceDecimals: number;
  readonly timeframe: string;
  /** those that can be shown: the bot's own and longer ones made of it */
  readonly timeframes: readonly string[];
  /** oldest first; the newest may still be open where it is made of shorter ones */
  readonly candles: readonly CandleView[];
  /** oldest first */
  readonly marks: readonly ChartMarkView[];
  /** when the bot held something; an open end is null */
  readonly holds: readonly { readonly from: string; readonly until: string | null }[];
};
