import { normalBelow, normalQuantile } from "./normal-distribution";

const EULER = 0.577_215_664_901_532_9;

/** A Sharpe ratio per observation (not annualised) and the shape of the returns it comes from. */
export type ObservedSharpe = {
  readonly sharpe: number;
  readonly observations: number;
  readonly skewness: number;
  /** 3 for the normal distribution */
  readonly kurtosis: number;
};

/** How many strategies were tried, and the variance of their Sharpe ratios per observation. */
export type Trials = { readonly count: number; readonly variance: number };

/**
 * Probabilistic Sharpe ratio (Bailey and López de Prado 2012): the probability that the true ratio lies above
 * `benchmark`, both per observation: Φ((SR − SR*) √(n − 1) / √(1 − γ₃ SR + (γ₄ − 1) / 4 × SR²)).
 * Null with fewer than two observations, or where the shape allows no estimate.
 */
export function probabilisticSharpe(
  { sharpe, observations, skewness, kurtosis }: ObservedSharpe,
  benchmark: number,
): number | null {
  const spread = 1 - skewness * sharpe + ((kurtosis - 1) / 4) * sharpe * sharpe;
  if (observations < 2 || !(spread > 0)) return null;
  return normalBelow(((sharpe - benchmark) * Math.sqrt(observations - 1)) / Math.sqrt(spread));
}

/**
 * The Sharpe ratio to expect from the best of `count` strategies without any edge (Bailey and López de Prado 2014):
 * √V × ((1 − γ) Φ⁻¹(1 − 1/N) + γ Φ⁻¹(1 − 1/(N e))). 0 for a single one.
 */
export function expectedBestSharpe({ count, variance }: Trials): number {
  if (count <= 1 || !(variance > 0)) return 0;
  const likely =
    (1 - EULER) * normalQuantile(1 - 1 / count) + EULER * normalQuantile(1 - 1 / (count * Math.E));
  return Math.sqrt(variance) * likely;
}

/** Deflated Sharpe ratio (Bailey and López de Prado 2014): the probabilistic one against the best of all trials. */
export const deflatedSharpe = (observed: ObservedSharpe, trials: Trials): number | null =>
  probabilisticSharpe(observed, expectedBestSharpe(trials));
