import { formatPrice } from "../ui/format-number";

const DECIMALS_MAX = 18;

/**
 * The marks of a price axis with as many decimals as it takes to tell them apart and to say each exactly, the same for
 * all: [0.0000012, 0.00000125] is "0.00000120", "0.00000125". Never more than `most`, the decimals of the tick.
 */
export function printMarks(prices: readonly number[], most: number = DECIMALS_MAX): readonly string[] {
  const decimals = Math.min(most, Math.max(0, ...prices.map((price) => decimalsIn(price, stepOf(prices)))));
  return prices.map((price) => formatPrice(price.toFixed(decimals), decimals));
}

/** The smallest distance of two marks; of one alone its own size. */
function stepOf(prices: readonly number[]): number {
  const sorted = [...new Set(prices)].toSorted((a, b) => a - b);
  const steps = sorted.slice(1).map((price, index) => price - (sorted[index] as number));
  return steps.length === 0 ? Math.abs(sorted[0] ?? 1) / 1000 : Math.min(...steps);
}

/** Decimals after which nothing of a mark is left but the rounding of its arithmetic. */
function decimalsIn(price: number, step: number): number {
  for (let decimals = 0; decimals < DECIMALS_MAX; decimals++) {
    if (Math.abs(Number(price.toFixed(decimals)) - price) < step * 1e-3) return decimals;
  }
  return DECIMALS_MAX;
}
