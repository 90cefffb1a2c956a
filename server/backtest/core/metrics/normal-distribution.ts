/** Beyond this many deviations a double holds 0 or 1. */
const FAR = 8.2;

/** Probability of a standard normal variable below `x`, to about 1e-15 (series of Marsaglia 2004). */
export function normalBelow(x: number): number {
  if (Number.isNaN(x)) return Number.NaN;
  if (x < -FAR) return 0;
  if (x > FAR) return 1;
  let sum = x;
  let term = x;
  for (let odd = 3; sum + term !== sum; odd += 2) {
    term *= (x * x) / odd;
    sum += term;
  }
  return Math.min(1, Math.max(0, 0.5 + sum * (Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI))));
}

/** The value below which a standard normal variable lies with probability `p`, by halving; ±8.2 at the ends. */
export function normalQuantile(p: number): number {
  let low = -FAR;
  let high = FAR;
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (normalBelow(middle) < p) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
