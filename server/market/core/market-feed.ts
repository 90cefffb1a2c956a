import type { Clocks, MarketMs } from "@/server/kernel/clock";
import type { ExchangeName } from "@/server/kernel/exchange-names";
import type { MarketKind } from "@/server/kernel/market-kinds";
import type { Decimal } from "@/server/kernel/money";
import type { MarketRules } from "@/server/market/core/market-rules";
import type { Candle, Timeframe } from "./candle";
import type { OrderBook } from "./order-book";
import type { CandleRefusals } from "./validate-candle";

export type { MarketKind };

/** Names one market. `symbol` is "BTC/USDT". */
export type MarketId = { readonly exchange: ExchangeName; readonly symbol: string };

/** One market and timeframe: what a bot watches. */
export type CandleSeries = MarketId & { readonly timeframe: Timeframe };

/** A stretch of the market clock that has prices: from its first instant up to, not including, its last. */
export type PriceSpan = { readonly from: MarketMs; readonly until: MarketMs };

/** One text per market, for maps and sets. */
export const marketKey = (market: MarketId): string => `${market.exchange} ${market.symbol}`;

/** One observed price. `bid` and `ask` are the best known quotes at that instant. */
export type Tick = {
  readonly exchange: ExchangeName;
  readonly symbol: string;
  readonly at: MarketMs;
  readonly last: Decimal;
  readonly bid: Decimal;
  readonly ask: Decimal;
};

/** What a stream tells: prices, or that prices were lost. All instants are on the market clock. */
export type PricePush =
  | {
      readonly kind: "ticks";
      /** oldest first */
      readonly ticks: readonly Tick[];
      /** everything up to then has been told */
      readonly until: MarketMs;
    }
  | PriceGap;

/** Prices later than `after` and up to `until` were lost: whoever remembers what they were reads it elsewhere. */
export type PriceGap = { readonly kind: "gap"; readonly after: MarketMs; readonly until: MarketMs };

/**
 * Prices as they come, pushed by the feed. Whoever does not ask for the next ones holds the feed back, or, where a feed
 * cannot wait, loses the oldest: that is told as a gap in their place, never passed over.
 */
export type PriceStream = {
  /** These markets from now on; unknown ones are ignored. */
  readonly watch: (markets: readonly MarketId[]) => void;
  /** The next ones; null when none came within that time (ms, wall clock), or after the end. Throws where the feed fails. */
  readonly next: (waitMs: number) => Promise<PricePush | null>;
  readonly close: () => void;
};

export type Subscription = {
  /** prices later than that */
  readonly from: MarketMs;
  readonly clocks: Clocks;
};

/**
 * Where prices come from. Recorded, simulated and live prices stand behind this one port.
 * All instants are on the market clock. A feed never hands out anything later than the instant it is asked for.
 */
export type MarketFeed = {
  readonly kind: MarketKind;
  /** Names the exact origin: "simulated:42", "recorded:<first 16 hex of the files' sha256>". */
  readonly source: string;
  /** For people: "SIMULATED MARKET · seed 42", "RECORDED 2022-08-01 … 2023-09-27". */
  readonly label: string;
  /** First instant trading may start at: enough history lies before it to warm indicators up. */
  readonly startAt: MarketMs;
  /** Last instant with prices; null when it never ends. */
  readonly endAt: MarketMs | null;
  readonly markets: () => Promise<readonly MarketRules[]>;
  /** Timeframes that this feed has candles for, shortest first; empty for an unknown market. */
  readonly timeframesOf: (market: MarketId) => readonly Timeframe[];
  /** First instant with prices and the end of the last, for a recording; null where they go on, or are unknown. */
  readonly spanOf: (market: MarketId) => PriceSpan | null;
  /** Ticks come for these markets only, from the next call of `ticks` on; unknown ones are ignored. */
  readonly setActive: (markets: readonly MarketId[]) => void;
  /** Ticks in (after, until], oldest first, of all active markets. */
  readonly ticks: (after: MarketMs, until: MarketMs) => Promise<readonly Tick[]>;
  /** The same prices pushed as they come, of markets the stream names itself; absent where a feed can only be asked. */
  readonly subscribe?: (subscription: Subscription) => PriceStream;
  /**
   * Closed candles with from <= openAt and openAt + length <= until, oldest first; at most `limit`, the newest
   * ones. Empty for an unknown market, or a timeframe finer than what the feed has.
   */
  readonly candles: (
    market: MarketId,
    timeframe: Timeframe,
    range: { from: MarketMs; until: MarketMs; limit: number },
  ) => Promise<readonly Candle[]>;
  /**
   * How long after its close a candle may still be missing from an answer, ms of the wall clock, and whoever hangs be
   * waited for; absent where the first answer is the last word.
   */
  readonly candleLagMs?: number;
  /**
   * The resting orders as they were known at `at`: the newest book not later than it. Null where the feed has none
   * for this market and instant (candles carry no book); never a guess from older ones.
   */
  readonly book: (market: MarketId, at: MarketMs) => Promise<OrderBook | null>;
  /** How many candles of a market were left out when the feed was opened, by reason; absent where none can be. */
  readonly leftOut?: (market: MarketId) => CandleRefusals;
};
