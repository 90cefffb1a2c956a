import { setImmediate as breathe } from "node:timers/promises";
import { marketMs } from "@/server/kernel/clock";
import { accept, type Result, refuse } from "@/server/kernel/result";
import { type Timeframe, timeframeMs } from "@/server/market/core/candle";
import type { MarketFeed, MarketId } from "@/server/market/core/market-feed";
import type { CandleColumns } from "./core/kernel/candle-columns";
import { sliceColumns } from "./core/slice-columns";
import { sharedColumns } from "./threads/share-columns";

/** Candles a page, as many as take a few milliseconds: between two pages the worker looks after its trading. */
const PAGE_FIRST = 32;
const PAGE_LEAST = 8;
const PAGE_MOST = 2_000;
const PAGE_MS = 8;
const CANDLES_LEAST = 50;

type Wanted = {
  readonly market: MarketId;
  readonly timeframe: Timeframe;
  /** ms UTC, market clock */
  readonly from: number;
  readonly until: number;
  /** how many candles before `from` are wanted besides */
  readonly lead: number;
};

export type ReplayCandles = { readonly candles: CandleColumns; readonly lead: number };

/**
 * The closed candles of a period with some before it, in memory that threads share; gaps stay gaps. Refuses a period
 * with too few candles and says which prices are in use.
 */
export async function loadReplayCandles(
  feed: Pick<MarketFeed, "candles" | "label">,
  { market, timeframe, from, until, lead }: Wanted,
): Promise<Result<ReplayCandles>> {
  const stepMs = timeframeMs(timeframe);
  const start = Math.max(0, Math.floor(from / stepMs) * stepMs - lead * stepMs);
  const room = sharedColumns(Math.max(0, Math.ceil((until - start) / stepMs)));
  let [count, before] = [0, 0];
  let size = PAGE_FIRST;
  for (let page = start, next = start; page < until; page = next) {
    next = page + size * stepMs;
    const startedMs = performance.now();
    const range = { from: marketMs(page), until: marketMs(Math.min(until, next)), limit: size };
    for (const candle of await feed.candles(market, timeframe, range)) {
      room.openAt[count] = candle.openAt;
      room.open[count] = candle.open.toNumber();
      room.high[count] = candle.high.toNumber();
      room.low[count] = candle.low.toNumber();
      room.close[count] = candle.close.toNumber();
      room.volume[count] = candle.volume.toNumber();
      if (candle.openAt < from) before += 1;
      count += 1;
    }
    const tookMs = performance.now() - startedMs;
    size = Math.round(Math.min(PAGE_MOST, Math.max(PAGE_LEAST, tookMs > PAGE_MS ? size / 2 : size * 1.5)));
    await breathe();
  }
  if (count - before < CANDLES_LEAST) {
    const period = `${new Date(from).toISOString().slice(0, 16)} and ${new Date(until).toISOString().slice(0, 16)}`;
    return refuse(
      "invalid",
      `There are only ${count - before} ${timeframe} candles of ${market.symbol} between ${period} UTC in the prices in use (${feed.label}): choose a period with at least ${CANDLES_LEAST}.`,
    );
  }
  return accept({ candles: sliceColumns(room, { from: 0, until: count }), lead: before });
}
