/** Longer windows than this are a mistake, not an indicator. */
export const LONGEST_PERIOD = 100_000;

/** The period itself; throws RangeError, one sentence for a person, unless it is a whole number in range. */
export function checkPeriod(name: string, value: number, least = 1): number {
  if (!Number.isInteger(value) || value < least || value > LONGEST_PERIOD) {
    throw new RangeError(`${name} must be a whole number from ${least} to ${LONGEST_PERIOD}, not ${value}.`);
  }
  return value;
}

/** The factor itself; throws RangeError unless it is a number above zero. */
export function checkFactor(name: string, value: number): number {
  if (!(Number.isFinite(value) && value > 0)) {
    throw new RangeError(`${name} must be a number above 0, not ${value}.`);
  }
  return value;
}
