import type { MarketData } from "@/server/exchange/core/exchange-client";
import { marketMs } from "@/server/kernel/clock";
import { type Candle, type Timeframe, timeframeMs } from "@/server/market/core/candle";
import { validateCandle } from "@/server/market/core/validate-candle";
import { emptyPrices, type PriceColumns } from "./pack-candles";

/** Candles a request: as many as every exchange gives at once, but for VALR, whose are read a hundred at a time. */
const PAGE_MOST = 1_000;
const VALR_MOST = 500;
const DAY_MS = 86_400_000;
const DAYS_LOOKED = 500;

export type CandlePage = {
  readonly columns: PriceColumns;
  /** everything before it was told, ms UTC */
  readonly readTo: number;
  /** candles whose figures contradict each other: left out */
  readonly refused: number;
};

/**
 * The next candles that open in [at, end). Where the exchange has none for a while, its daily ones say where it goes
 * on: a year without candles costs one request. Null: it has none of that timeframe for anybody. Throws a Fault.
 */
export async function readPage(
  data: MarketData,
  { symbol, timeframe }: { readonly symbol: string; readonly timeframe: Timeframe },
  { at, end }: { readonly at: number; readonly end: number },
): Promise<CandlePage | null> {
  const length = timeframeMs(timeframe);
  const most = data.exchange === "valr" ? VALR_MOST : PAGE_MOST;
  const count = Math.min(most, Math.ceil((end - at) / length));
  const told = await data.candles(symbol, timeframe, marketMs(at), count);
  if (told === null) return null;
  const wanted = told.filter(({ openAt }) => openAt >= at && openAt < end && openAt % length === 0);
  const sound = wanted.filter((candle, place) => isSound(candle, wanted[place - 1]));
  const last = wanted.at(-1);
  if (last) {
    return {
      columns: toColumns(sound),
      readTo: last.openAt + length,
      refused: wanted.length - sound.length,
    };
  }
  const window = Math.min(at + count * length, end);
  const readTo = timeframe === "1d" ? window : await findNextDay(data, symbol, { at, window, end });
  return { columns: toColumns([]), readTo, refused: 0 };
}

const isSound = (candle: Candle, before: Candle | undefined): boolean =>
  validateCandle(candle) === null && (before === undefined || before.openAt < candle.openAt);

/** Where the exchange's daily candles go on after `at`; the end of the window where they do not say so. */
async function findNextDay(
  data: MarketData,
  symbol: string,
  { at, window, end }: { readonly at: number; readonly window: number; readonly end: number },
): Promise<number> {
  const from = Math.floor(at / DAY_MS) * DAY_MS;
  if (end - from < 2 * DAY_MS) return window;
  const days = (await data.candles(symbol, "1d", marketMs(from), DAYS_LOOKED)) ?? [];
  const next = days.find(({ openAt, volume }) => openAt + DAY_MS > at && !volume.isNeg());
  // the day that is not over yet has no daily candle
  const today = Math.floor(end / DAY_MS) * DAY_MS - DAY_MS;
  const nothingUntil = next ? next.openAt : Math.min(from + DAYS_LOOKED * DAY_MS, today);
  return Math.max(window, Math.min(nothingUntil, end));
}

function toColumns(candles: readonly Candle[]): PriceColumns {
  const columns = emptyPrices(candles.length);
  for (const [row, candle] of candles.entries()) {
    columns.openAt[row] = candle.openAt;
    columns.open[row] = candle.open.toNumber();
    columns.high[row] = candle.high.toNumber();
    columns.low[row] = candle.low.toNumber();
    columns.close[row] = candle.close.toNumber();
    columns.volume[row] = candle.volume.toNumber();
  }
  return columns;
}
