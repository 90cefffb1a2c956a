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

/** The timeframes a bot trades on and a live market is kept in. */
export const timeframes = ["1m", "3m", "5m", "15m", "30m", "1h", "4h", "1d"] as const;
export type Timeframe = (typeof timeframes)[number];

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** 1970 began on a Thursday: weeks begin on Mondays. */
const MONDAY_MS = 4 * DAY_MS;
/** A twelfth of the mean Gregorian year. */
const MONTH_MS = (365.2425 / 12) * DAY_MS;

const LENGTH_MS = {
  "1s": SECOND_MS,
  "5s": 5 * SECOND_MS,
  "10s": 10 * SECOND_MS,
  "15s": 15 * SECOND_MS,
  "30s": 30 * SECOND_MS,
  "1m": MINUTE_MS,
  "3m": 3 * MINUTE_MS,
  "5m": 5 * MINUTE_MS,
  "10m": 10 * MINUTE_MS,
  "15m": 15 * MINUTE_MS,
  "30m": 30 * MINUTE_MS,
  "1h": HOUR_MS,
  "2h": 2 * HOUR_MS,
  "3h": 3 * HOUR_MS,
  "4h": 4 * HOUR_MS,
  "6h": 6 * HOUR_MS,
  "8h": 8 * HOUR_MS,
  "12h": 12 * HOUR_MS,
  "1d": DAY_MS,
  "3d": 3 * DAY_MS,
  "1w": 7 * DAY_MS,
  "1M": MONTH_MS,
} as const;

/** Every timeframe that candles of a file come in, shortest first. */
export const candleTimeframes = Object.keys(LENGTH_MS) as readonly CandleTimeframe[];
export type CandleTimeframe = keyof typeof LENGTH_MS;

/** Length of a timeframe in milliseconds; of 1M the mean length of a month. */
export const timeframeMs = (timeframe: CandleTimeframe): number => LENGTH_MS[timeframe];

/** First instant of the candle that holds `atMs`: weeks begin on Monday, months on their first day, all in UTC. */
export function candleOpenAt(atMs: number, timeframe: CandleTimeframe): number {
  if (timeframe === "1M") {
    const date = new Date(atMs);
    return Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1);
  }
  const lengthMs = timeframeMs(timeframe);
  const phaseMs = timeframe === "1w" ? MONDAY_MS : 0;
  return Math.floor((atMs - phaseMs) / lengthMs) * lengthMs + phaseMs;
}

/** First instant after the candle that opens at `openAtMs`. */
export function candleCloseAt(openAtMs: number, timeframe: CandleTimeframe): number {
  if (timeframe !== "1M") return openAtMs + timeframeMs(timeframe);
  const date = new Date(openAtMs);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate(), date.getUTCHours());
}

/** Close of the newest candle that is closed at `now`: the newest slot, a multiple of the timeframe since 1970 UTC. */
export const newestSlot = (now: MarketMs, timeframe: Timeframe): MarketMs =>
  (now - (now % timeframeMs(timeframe))) as MarketMs;
