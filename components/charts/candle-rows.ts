// From candles of decimal text to what a chart draws. Numbers here place pixels; figures in words keep their text.
import type { CandleView } from "@/server/trading/core/chart-view";

export type CandleRow = {
  /** first instant, ms UTC on the market clock */
  readonly atMs: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  /** null while the candle is made of ticks: they carry none */
  readonly volume: number | null;
};

/** One place on the time axis; no row where no candle was stored. */
export type CandlePlace = { readonly atMs: number; readonly row: CandleRow | null };

/** The candle that is not closed yet, as far as this page has seen its ticks. */
export type Forming = Omit<CandleRow, "volume">;

/** The forming candle after one more price. A price of another candle begins a new one; an older one changes nothing. */
export function withTick(
  forming: Forming | null,
  tick: { readonly atMs: number; readonly price: number },
  frameMs: number,
): Forming {
  const { price } = tick;
  const atMs = tick.atMs - (tick.atMs % frameMs);
  if (forming && atMs < forming.atMs) return forming;
  if (!forming || atMs > forming.atMs) return { atMs, open: price, high: price, low: price, close: price };
  return { ...forming, high: Math.max(forming.high, price), low: Math.min(forming.low, price), close: price };
}

const PLACES_MAX = 1_500;

/**
 * Stored candles and after them the forming one, on an axis where an outage is as wide as it was long. Where the
 * newest stored candle is the forming one (made of shorter ones), it takes the ticks in.
 */
export function toPlaces(
  candles: readonly CandleView[],
  forming: Forming | null,
  frameMs: number,
): readonly CandlePlace[] {
  const rows = candles.map(toRow);
  const last = rows.at(-1);
  if (forming && last && forming.atMs === last.atMs) rows[rows.length - 1] = joined(last, forming);
  if (forming && (!last || forming.atMs > last.atMs)) rows.push({ ...forming, volume: null });
  const places: CandlePlace[] = [];
  for (const row of rows) {
    const before = places.at(-1);
    for (
      let at = (before?.atMs ?? row.atMs) + frameMs;
      at < row.atMs && places.length < PLACES_MAX;
      at += frameMs
    )
      places.push({ atMs: at, row: null });
    places.push({ atMs: row.atMs, row });
  }
  return places;
}

const toRow = (candle: CandleView): CandleRow => ({
  atMs: Date.parse(candle.openAt),
  open: Number(candle.open),
  high: Number(candle.high),
  low: Number(candle.low),
  close: Number(candle.close),
  volume: Number(candle.volume),
});

const joined = (stored: CandleRow, forming: Forming): CandleRow => ({
  ...stored,
  high: Math.max(stored.high, forming.high),
  low: Math.min(stored.low, forming.low),
  close: forming.close,
});
