import type { Sample } from "./sample-moments";

/** Fewer returns than this say nothing about a tail of one in twenty. */
const FEWEST = 20;

export type TailRisk = { readonly valueAtRisk95: number; readonly conditionalValueAtRisk95: number };

/**
 * Historical value at risk and its conditional (Artzner et al. 1999; Rockafellar and Uryasev 2000) at 95 %: the smallest
 * and the mean loss among the worst twentieth (rounded up) of the returns, as positive fractions; negative where even
 * those gained. Null with fewer than 20 returns.
 */
export function tailRisk(returns: Sample): TailRisk | null {
  if (returns.length < FEWEST) return null;
  const worst = Float64Array.from(returns)
    .sort()
    .subarray(0, Math.ceil(returns.length / 20));
  const least = worst[worst.length - 1] as number;
  const mean = worst.reduce((sum, value) => sum + value, 0) / worst.length;
  return { valueAtRisk95: 0 - least, conditionalValueAtRisk95: 0 - mean };
}
