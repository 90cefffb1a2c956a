const DAY_MS = 86_400_000;

/** Equity of one currency, oldest first: `at` in ms UTC of the market clock (candle closes), values in that currency. */
export type EquityCurve = { readonly at: Float64Array; readonly value: Float64Array };

/** Days between two instants, with their fraction, at least 1: what growth a year is reckoned by. */
export const daysBetween = (fromAt: number, toAt: number): number => Math.max(1, (toAt - fromAt) / DAY_MS);

/** Equity at the end of each day and the return of each day, days without a point carrying the last one on. */
export type DailyEquity = { readonly equity: Float64Array; readonly returns: Float64Array };

/**
 * Cuts an equity curve into days of UTC: the last point at or before each midnight, and the very last point for a day
 * that is not over. A point exactly at midnight ends the day before. Returns are fractions of the day before, the first
 * of the starting balance; equity that reached zero stays there with returns of 0.
 */
export const toDailyEquity = (startingBalance: number, { at, value }: EquityCurve): DailyEquity =>
  dailyEquityAt(startingBalance, value, dayEndsOf(at));

/** The same where the ends of the days are known already. */
export function dailyEquityAt(
  startingBalance: number,
  value: Float64Array,
  dayEnds: readonly number[],
): DailyEquity {
  const equity = new Float64Array(dayEnds.length);
  const returns = new Float64Array(dayEnds.length);
  let before = startingBalance;
  for (let day = 0; day < dayEnds.length; day++) {
    const now = value[dayEnds[day] as number] as number;
    equity[day] = now;
    returns[day] = before > 0 ? withoutNoise(now / before - 1) : 0;
    before = now;
  }
  return { equity, returns };
}

/** Of each day the place of the last point at or before its midnight, a day without one carrying the last on. */
export function dayEndsOf(at: Float64Array): readonly number[] {
  if (at.length === 0) return [];
  const ends: number[] = [];
  const first = dayOf(at[0] as number);
  let midnight = first * DAY_MS;
  for (let index = 0; index < at.length; index++) {
    const now = at[index] as number;
    if (now <= midnight) continue;
    const day = dayOf(now);
    while (ends.length < day - first) ends.push(index - 1);
    midnight = day * DAY_MS;
  }
  ends.push(at.length - 1);
  return ends;
}

/** Equity that did not move comes out of its sums a last bit higher or lower: that is no return. */
const withoutNoise = (ratio: number): number => (Math.abs(ratio) < 1e-13 ? 0 : ratio);

const dayOf = (ms: number): number => Math.ceil(ms / DAY_MS);
