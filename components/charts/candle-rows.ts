// From candles of decimal text to what a chart draws. Numbers here place pixels; figures in words keep their text.
import type { CandleView } from "@/server/history/core/chart-view";

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

/** Stored candles on an axis where an outage is as wide as it was long. */
export function toStoredPlaces(candles: readonly CandleView[], frameMs: number): readonly CandlePlace[] {
  const places: CandlePlace[] = [];
  for (const candle of candles) pushPlace(places, toRow(candle), frameMs);
  return places;
}

/**
 * The forming candle after the stored ones, which stay the same objects: a chart then draws the last place alone.
 * Where the newest stored candle is the forming one (made of shorter ones), it takes the ticks in.
 */
export function withForming(
  stored: readonly CandlePlace[],
  forming: Forming | null,
  frameMs: number,
): readonly CandlePlace[] {
  const last = stored.at(-1);
  if (!forming || (last && forming.atMs < last.atMs)) return stored;
  if (last?.row && forming.atMs === last.atMs)
    return [...stored.slice(0, -1), { atMs: last.atMs, row: joined(last.row, forming) }];
  const places = [...stored];
  pushPlace(places, { ...forming, volume: null }, frameMs);
  return places;
}

/** Both at once. */
export const toPlaces = (
  candles: readonly CandleView[],
  forming: Forming | null,
  frameMs: number,
): readonly CandlePlace[] => withForming(toStoredPlaces(candles, frameMs), forming, frameMs);

function pushPlace(places: CandlePlace[], row: CandleRow, frameMs: number): void {
  const before = places.at(-1)?.atMs ?? row.atMs;
  for (let at = before + frameMs; at < row.atMs && places.length < PLACES_MAX; at += frameMs)
    places.push({ atMs: at, row: null });
  places.push({ atMs: row.atMs, row });
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
