import { sha256 } from "@/server/audit/sha256";
import type { TradingRuntime } from "@/server/execution/runtime";
import type { MarketMs } from "@/server/kernel/clock";
import type { ExchangeName } from "@/server/kernel/exchange-names";
import { type Decimal, ZERO } from "@/server/kernel/money";
import type { Candle, Timeframe } from "@/server/market/core/candle";
import type { CandleWindow } from "@/server/strategy/core/strategy";
import { candlesText, candleText, toColumns } from "./core/candle-columns";

/** What decisions read of one market at one slot. */
export type ReadWindow = {
  readonly columns: CandleWindow;
  readonly count: number;
  readonly digest: string;
  readonly newestOpenAt: MarketMs | null;
  /** the newest close, exact */
  readonly price: Decimal;
};

/** Candles as they are kept: columns and one text, a fraction of what their exact numbers would take. */
type Packed = {
  readonly columns: CandleWindow;
  readonly text: string;
  /** where each candle begins in the text */
  readonly starts: Uint32Array;
  readonly newestOpenAt: MarketMs | null;
  readonly price: Decimal;
};

type Series = {
  /** how many candles were asked for */
  readonly asked: number;
  readonly packed: Promise<Packed>;
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
  bot: { readonly exchange: ExchangeName; readonly symbol: string; readonly timeframe: string },
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
          packed: runtime.loadCandles(bot, bot.timeframe as Timeframe, slotAt, count).then(pack),
          windows: new Map(),
        });
  return windowOf(series, await series.packed, count);
}

function keep(store: Map<string, Series>, key: string, series: Series): Series {
  store.set(key, series);
  series.packed.catch(() => {
    if (store.get(key) === series) store.delete(key);
  });
  for (const oldest of store.keys()) {
    if (store.size <= KEPT_MAX) break;
    store.delete(oldest);
  }
  return series;
}

function windowOf({ windows }: Series, packed: Packed, count: number): ReadWindow {
  const stored = packed.starts.length;
  const length = Math.min(count, stored);
  const known = windows.get(length);
  if (known) return known;
  const from = stored - length;
  const { columns, text, starts, newestOpenAt, price } = packed;
  const window: ReadWindow = {
    columns: from === 0 ? columns : tailOf(columns, from),
    count: length,
    digest: digestOf(text.slice(starts[from] ?? text.length)),
    newestOpenAt,
    price,
  };
  windows.set(length, window);
  return window;
}

const tailOf = ({ openAt, open, high, low, close, volume }: CandleWindow, from: number): CandleWindow => ({
  openAt: openAt.subarray(from),
  open: open.subarray(from),
  high: high.subarray(from),
  low: low.subarray(from),
  close: close.subarray(from),
  volume: volume.subarray(from),
});

function pack(candles: readonly Candle[]): Packed {
  const texts = candles.map(candleText);
  const starts = new Uint32Array(texts.length);
  for (let index = 1; index < texts.length; index++)
    starts[index] = (starts[index - 1] ?? 0) + (texts[index - 1]?.length ?? 0) + 1;
  const newest = candles.at(-1);
  return {
    columns: toColumns(candles),
    text: texts.join(","),
    starts,
    newestOpenAt: newest?.openAt ?? null,
    price: newest?.close ?? ZERO,
  };
}

/** Digest of a window: a replay proves with it that it reads the same candles. */
export const candlesDigest = (candles: readonly Candle[]): string => digestOf(candlesText(candles));

const digestOf = (text: string): string => sha256(text).slice(0, DIGEST_DIGITS);
