// Two distributions, as numbers: statistics of trades, never money.

/** P(X ≥ count) of a Poisson variable with that mean. */
export function poissonTail(count: number, mean: number): number {
  if (count <= 0) return 1;
  if (mean <= 0) return 0;
  let term = Math.exp(-mean);
  let below = 0;
  for (let k = 0; k < count; k++) {
    below += term;
    term *= mean / (k + 1);
  }
  return Math.max(0, 1 - below);
}

/**
 * The standard normal score as unlikely as a value of Student's t with so many degrees of freedom (Wallace 1959, Bounds on
 * normal approximations to Student's and the chi-square distributions): within 0.02 from ten degrees on.
 */
export function normalScore(t: number, freedom: number): number {
  const shrunk = (8 * freedom + 1) / (8 * freedom + 3);
  return Math.sign(t) * shrunk * Math.sqrt(freedom * Math.log1p((t * t) / freedom));
}
