import type { Candle } from "./candle";

/** `spike` is found among several candles: find-spikes.ts. */
export type CandleRefusal = "not-a-number" | "not-positive" | "out-of-range" | "spike";

export type CandleRefusals = Readonly<Partial<Record<CandleRefusal, number>>>;

/** Why a candle cannot be believed, null when it can: prices above zero, volume not below, high and low around both ends. */
export function validateCandle({ open, high, low, close, volume }: Candle): CandleRefusal | null {
  const prices = [open, high, low, close];
  if ([...prices, volume].some((number) => !number.isFinite())) return "not-a-number";
  if (prices.some((price) => price.lte(0)) || volume.lt(0)) return "not-positive";
  return prices.some((price) => price.gt(high) || price.lt(low)) ? "out-of-range" : null;
}
