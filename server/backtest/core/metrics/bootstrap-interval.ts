import type { Sample } from "./sample-moments";

/** How to draw again from a sample. */
export type BootstrapPlan = {
  /** mean length of the blocks drawn; 1 draws single values (Efron 1979), more keeps their order in time */
  readonly meanBlock: number;
  readonly resamples: number;
  /** share of resamples inside the interval: 0.95 */
  readonly level: number;
};

export type Interval = { readonly low: number; readonly high: number };

const FEWEST = 5;

/** Mean block length for a series of days: the cube root of its length. */
export const usualBlock = (count: number): number => Math.max(1, Math.round(Math.cbrt(count)));

/**
 * Percentile interval of a statistic by the stationary bootstrap (Politis and Romano 1994): blocks begin anywhere, end
 * with probability 1 / meanBlock at each value, and wrap around the end. `random` gives numbers in [0, 1); the same
 * numbers give the same interval. Resamples where the statistic is undefined (null) are left out; null with fewer than
 * five values, or where more than half the resamples had to be left out.
 */
export function bootstrapInterval(
  sample: Sample,
  statistic: (resample: Float64Array) => number | null,
  { meanBlock, resamples, level }: BootstrapPlan,
  random: () => number,
): Interval | null {
  if (sample.length < FEWEST) return null;
  const drawn = new Float64Array(sample.length);
  const found: number[] = [];
  for (let round = 0; round < resamples; round++) {
    draw(sample, drawn, meanBlock, random);
    const value = statistic(drawn);
    if (value !== null && Number.isFinite(value)) found.push(value);
  }
  if (found.length * 2 <= resamples) return null;
  found.sort((a, b) => a - b);
  const tail = (1 - level) / 2;
  return { low: quantileOf(found, tail), high: quantileOf(found, 1 - tail) };
}

function draw(sample: Sample, into: Float64Array, meanBlock: number, random: () => number): void {
  const count = sample.length;
  if (meanBlock <= 1) {
    // single values: a block of one begins at each
    for (let index = 0; index < count; index++)
      into[index] = sample[Math.min(count - 1, Math.floor(random() * count))] as number;
    return;
  }
  let from = 0;
  for (let index = 0; index < count; index++) {
    const begins = index === 0 || random() * meanBlock < 1;
    from = begins ? Math.min(count - 1, Math.floor(random() * count)) : (from + 1) % count;
    into[index] = sample[from] as number;
  }
}

/** Linear between the two nearest (Hyndman and Fan 1996, type 7). */
function quantileOf(sorted: readonly number[], share: number): number {
  const at = share * (sorted.length - 1);
  const below = sorted[Math.floor(at)] as number;
  const above = sorted[Math.ceil(at)] as number;
  return below + (above - below) * (at - Math.floor(at));
}
