import { createHash } from "node:crypto";
import type { MarketMs } from "@/server/kernel/clock";
import { type Decimal, ZERO } from "@/server/kernel/money";
import type { Candle, Timeframe } from "@/server/market/core/candle";
import { type CandleWindow, DECISION_WINDOW } from "@/server/strategy/core/strategy";
import { candlesText, toColumns } from "./core/candle-columns";
import type { TradingRuntime } from "./runtime";

/** What decisions read of one market at one slot. */
export type ReadWindow = {
  readonly columns: CandleWindow;
  readonly count: number;
  readonly digest: string;
  readonly newestOpenAt: MarketMs | null;
  /** the newest close, exact */
  readonly price: Decimal;
};

const KEPT_MAX = 512;
const DIGEST_DIGITS = 32;
/** By runtime: a window belongs to the process and the market it was read in. */
const kept = new WeakMap<TradingRuntime, Map<string, Promise<ReadWindow>>>();

/**
 * The newest closed candles of a market at a slot, read once for all bots that trade it, also across the runs of
 * several shards. Closed candles never change, so what was read may be kept; a failed read is not.
 */
export function readWindow(
  runtime: TradingRuntime,
  bot: { readonly exchange: string; readonly symbol: string; readonly timeframe: string },
  slotAt: MarketMs,
): Promise<ReadWindow> {
  const key = [bot.exchange, bot.symbol, bot.timeframe, slotAt].join(" ");
  const windows = kept.get(runtime) ?? new Map<string, Promise<ReadWindow>>();
  kept.set(runtime, windows);
  const known = windows.get(key);
  if (known) return known;
  const reading = runtime
    .loadCandles(bot, bot.timeframe as Timeframe, slotAt, DECISION_WINDOW)
    .then(toReadWindow);
  keep(windows, key, reading);
  return reading;
}

function keep(windows: Map<string, Promise<ReadWindow>>, key: string, reading: Promise<ReadWindow>): void {
  windows.set(key, reading);
  reading.catch(() => windows.delete(key));
  for (const oldest of windows.keys()) {
    if (windows.size <= KEPT_MAX) return;
    windows.delete(oldest);
  }
}

const toReadWindow = (candles: readonly Candle[]): ReadWindow => {
  const newest = candles.at(-1);
  return {
    columns: toColumns(candles),
    count: candles.length,
    digest: candlesDigest(candles),
    newestOpenAt: newest?.openAt ?? null,
    price: newest?.close ?? ZERO,
  };
};

/** Digest of a window: a replay proves with it that it reads the same candles. */
export const candlesDigest = (candles: readonly Candle[]): string =>
  createHash("sha256").update(candlesText(candles)).digest("hex").slice(0, DIGEST_DIGITS);
