// How much coins move together: statistics, not money.

/** Fewer hours in which both have a return tell nothing. */
const HOURS_LEAST = 48;
/** A variance that small beside its squares is what rounding left: nothing moved. */
const ROUNDING = 1e-12;

/** Logarithmic returns from one close to the next; NaN where either is missing. One shorter than the closes. */
export function returnsOf(closes: Float64Array): Float64Array {
  const returns = new Float64Array(Math.max(0, closes.length - 1));
  for (let n = 1; n < closes.length; n++)
    returns[n - 1] = Math.log((closes[n] as number) / (closes[n - 1] as number));
  return returns;
}

/**
 * Pearson's correlation of two series of returns over the hours that both have, from -1 to 1; null where those are too few, or
 * one does not move at all.
 */
export function correlationOf(one: Float64Array, other: Float64Array): number | null {
  const length = Math.min(one.length, other.length);
  let [count, sumX, sumY, sumXX, sumYY, sumXY] = [0, 0, 0, 0, 0, 0];
  for (let n = 0; n < length; n++) {
    const [x, y] = [one[n] as number, other[n] as number];
    if (!Number.isFinite(x + y)) continue;
    count += 1;
    sumX += x;
    sumY += y;
    sumXX += x * x;
    sumYY += y * y;
    sumXY += x * y;
  }
  if (count < HOURS_LEAST) return null;
  const varX = sumXX - (sumX * sumX) / count;
  const varY = sumYY - (sumY * sumY) / count;
  if (!(varX > ROUNDING * sumXX && varY > ROUNDING * sumYY)) return null;
  const value = (sumXY - (sumX * sumY) / count) / Math.sqrt(varX * varY);
  return Math.max(-1, Math.min(1, value));
}

/** Whether two coins, priced in the same currency, move together; false where nobody knows. */
export type MovesWith = (base: string, other: string, quote: string) => boolean;

/** The coins of a part that move with one, itself left out, in alphabetical order; keys are "quote base". */
export const movingWith = (
  { base, quote }: { readonly base: string; readonly quote: string },
  keys: Iterable<string>,
  movesWith: MovesWith,
): readonly string[] =>
  [...keys]
    .flatMap((key) => {
      const [currency = "", coin = ""] = key.split(" ");
      return currency === quote && coin !== base && movesWith(base, coin, quote) ? [coin] : [];
    })
    .sort();
