import type { MarketMs } from "@/server/kernel/clock";
import type { Decimal } from "@/server/kernel/money";

/** One closed interval of trading. Prices in quote per base, volume in base. `openAt` is its first instant. */
export type Candle = {
  readonly openAt: MarketMs;
  readonly open: Decimal;
  readonly high: Decimal;
  readonly low: Decimal;
  readonly close: Decimal;
  readonly volume: Decimal;
};

export const timeframes = ["1m", "3m", "5m", "15m", "30m", "1h", "4h", "1d"] as const;
export type Timeframe = (typeof timeframes)[number];

const MINUTES: Record<Timeframe, number> = {
  "1m": 1,
  "3m": 3,
  "5m": 5,
  "15m": 15,
  "30m": 30,
  "1h": 60,
  "4h": 240,
  "1d": 1440,
};

/** Length of a timeframe in milliseconds. */
export const timeframeMs = (timeframe: Timeframe): number => MINUTES[timeframe] * 60_000;

/** Close of the newest candle that is closed at `now`: the newest slot, a multiple of the timeframe since 1970 UTC. */
export const newestSlot = (now: MarketMs, timeframe: Timeframe): MarketMs =>
  (now - (now % timeframeMs(timeframe))) as MarketMs;
