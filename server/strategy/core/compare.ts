// Computed figures that are equal in mathematics differ in their last bits, by the order they were summed in. Ties must
// fall to the same side in a window and in a whole series, so nothing is compared to the last bit.

/** Parts of the price: wider than any rounding, far below any tick. */
const SAME_PRICE = 1e-12;
const SAME_SCORE = 1e-7;

/** Whether a price, or a figure of its size, lies above another. False where either is not known yet. */
export const isAbove = (one: number, other: number): boolean => one - other > SAME_PRICE * Math.abs(other);

/** … or below it. */
export const isBelow = (one: number, other: number): boolean => other - one > SAME_PRICE * Math.abs(other);

/** For figures without a unit (RSI, z-score, shares of one): at least `level`. False where it is not known yet. */
export const reaches = (value: number, level: number): boolean =>
  value > level - SAME_SCORE * Math.max(1, Math.abs(level));

/** … and less than `level`. */
export const staysBelow = (value: number, level: number): boolean =>
  value <= level - SAME_SCORE * Math.max(1, Math.abs(level));

/** Whether a spread is smaller than another by more than its own rounding. */
export const isNarrower = (one: number, other: number): boolean => one < other * (1 - 1e-6);

/** `reaches` of `part / whole`, `whole` not negative and `level` above 0, without the division; 0 of 0 is 0. */
export const shareReaches = (part: number, whole: number, level: number): boolean =>
  part > (level - SAME_SCORE * Math.max(1, level)) * whole;

/** `reaches` of `distance / sqrt(variance)`, without the root; a distance of 0 is a score of 0, also of no variance. */
export const scoreReaches = (distance: number, variance: number, level: number): boolean => {
  const limit = level - SAME_SCORE * Math.max(1, Math.abs(level));
  const squares = limit * limit * variance;
  return limit < 0
    ? distance >= 0 || distance * distance < squares
    : distance > 0 && distance * distance > squares;
};

/** `isNarrower` of two standard deviations by their variances. */
export const isNarrowerBySquares = (one: number, other: number): boolean =>
  one < other * (1 - 1e-6) * (1 - 1e-6);
