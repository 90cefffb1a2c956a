import type { Candle } from "@/server/market/core/candle";
import type { CandleWindow } from "@/server/strategy/core/strategy";

/** Candles as the columns that indicators read: statistics from here on, not money. */
export const toColumns = (candles: readonly Candle[]): CandleWindow => ({
  openAt: Float64Array.from(candles, (candle) => candle.openAt),
  open: Float64Array.from(candles, (candle) => candle.open.toNumber()),
  high: Float64Array.from(candles, (candle) => candle.high.toNumber()),
  low: Float64Array.from(candles, (candle) => candle.low.toNumber()),
  close: Float64Array.from(candles, (candle) => candle.close.toNumber()),
  volume: Float64Array.from(candles, (candle) => candle.volume.toNumber()),
});

/** The exact text of one candle. */
export const candleText = ({ openAt, open, high, low, close, volume }: Candle): string =>
  [openAt, ...[open, high, low, close, volume].map((value) => value.toFixed())].join(" ");

/** The exact text a digest of these candles is made of: whoever has the same text has the same candles. */
export const candlesText = (candles: readonly Candle[]): string => candles.map(candleText).join(",");
