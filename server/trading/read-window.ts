import { createHash } from "node:crypto";
import type { MarketMs } from "@/server/kernel/clock";
import { type Decimal, ZERO } from "@/server/kernel/money";
import type { Candle, Timeframe } from "@/server/market/core/candle";
import type { CandleWindow } from "@/server/strategy/core/strategy";
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

type Series = {
  /** how many candles were asked for */
  readonly asked: number;
  readonly candles: Promise<readonly Candle[]>;
  /** by the number of candles in them */
  readonly windows: Map<number, ReadWindow>;
};

const KEPT_MAX = 512;
const DIGEST_DIGITS = 32;
/** By runtime: a window belongs to the process and the market it was read in. */
const kept = new WeakMap<TradingRuntime, Map<string, Series>>();

/**
 * The newest `count` closed candles of a market at a slot, read once for all bots that trade it, also across the runs
 * of several shards: whoever needs more than was read has them read again. Closed candles never change, so what was
 * read may be kept; a failed read is not.
 */
export async function readWindow(
  runtime: TradingRuntime,
  bot: { readonly exchange: string; readonly symbol: string; readonly timeframe: string },
  slotAt: MarketMs,
  count: number,
): Promise<ReadWindow> {
  const key = [bot.exchange, bot.symbol, bot.timeframe, slotAt].join(" ");
  const store = kept.get(runtime) ?? new Map<string, Series>();
  kept.set(runtime, store);
  const known = store.get(key);
  const series =
    known && known.asked >= count
      ? known
      : keep(store, key, {
          asked: count,
          candles: runtime.loadCandles(bot, bot.timeframe as Timeframe, slotAt, count),
          windows: new Map(),
        });
  return windowOf(series, await series.candles, count);
}

function keep(store: Map<string, Series>, key: string, series: Series): Series {
  store.set(key, series);
  series.candles.catch(() => {
    if (store.get(key) === series) store.delete(key);
  });
  for (const oldest of store.keys()) {
    if (store.size <= KEPT_MAX) break;
    store.delete(oldest);
  }
  return series;
}

function windowOf({ windows }: Series, candles: readonly Candle[], count: number): ReadWindow {
  const length = Math.min(count, candles.length);
  const known = windows.get(length);
  if (known) return known;
  const window = toReadWindow(length === candles.length ? candles : candles.slice(-length));
  windows.set(length, window);
  return window;
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
