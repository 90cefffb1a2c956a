/** Sums, means and spreads of a sample; null where the sample is too small or has no spread. */
export type Sample = readonly number[] | Float64Array;

export function sumOfSample(values: Sample): number {
  let sum = 0;
  for (let index = 0; index < values.length; index++) sum += values[index] as number;
  return sum;
}

/** Null without values. */
export function meanOfSample(values: Sample): number | null {
  return values.length === 0 ? null : sumOfSample(values) / values.length;
}

/**
 * A spread below this part of the largest value is none: prices are rounded to their ticks and sums to their last bit,
 * and a ratio over such a spread says how they were rounded.
 */
const NO_SPREAD = 1e-6;

/**
 * Standard deviation, dividing by n ("population") or n − 1 ("sample"). Null without enough values, exactly 0 where
 * all are the same but for rounding: distances are taken from the first value, then from their mean.
 */
export function deviationOfSample(values: Sample, divisor: "population" | "sample"): number | null {
  const free = divisor === "sample" ? values.length - 1 : values.length;
  if (free < 1) return null;
  const deviation = Math.sqrt(centralSum(values, 2) / free);
  return deviation <= NO_SPREAD * largestOf(values) ? 0 : deviation;
}

function largestOf(values: Sample): number {
  let largest = 0;
  for (let index = 0; index < values.length; index++) {
    const size = Math.abs(values[index] as number);
    if (size > largest) largest = size;
  }
  return largest;
}

/** Population skewness and (not excess) kurtosis: 0 and 3 for the normal distribution. Null without spread. */
export function shapeOfSample(
  values: Sample,
): { readonly skewness: number; readonly kurtosis: number } | null {
  const count = values.length;
  if (count < 2) return null;
  const variance = centralSum(values, 2) / count;
  if (Math.sqrt(variance) <= NO_SPREAD * largestOf(values)) return null;
  return {
    skewness: centralSum(values, 3) / count / variance ** 1.5,
    kurtosis: centralSum(values, 4) / count / variance ** 2,
  };
}

function centralSum(values: Sample, power: 2 | 3 | 4): number {
  const first = values[0] ?? 0;
  let shift = 0;
  for (let index = 0; index < values.length; index++) shift += (values[index] as number) - first;
  const mean = shift / Math.max(values.length, 1);
  let sum = 0;
  for (let index = 0; index < values.length; index++) {
    const distance = (values[index] as number) - first - mean;
    const square = distance * distance;
    if (power === 2) sum += square;
    else sum += power === 3 ? square * distance : square * square;
  }
  return sum;
}

/** The number, or null where it is none that a wire could carry. */
export const finiteOrNull = (value: number): number | null => (Number.isFinite(value) ? value : null);

/** a / b, null where b is 0 or either is unknown. */
export const ratioOf = (a: number | null, b: number | null): number | null =>
  a === null || b === null || b === 0 ? null : finiteOrNull(a / b);
