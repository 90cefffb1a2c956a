import type { Sample } from "./sample-moments";

/** The deepest falls of an equity curve; the starting balance counts as its first high. */
export type EquityDrawdown = {
  /** largest fall in currency */
  readonly absolute: number;
  /** largest fall as a fraction of the high before it */
  readonly relative: number;
  /** most points in a row below an earlier high */
  readonly longest: number;
  /** points at the end that are still below it */
  readonly lasting: number;
};

/** Drawdowns of equity from its start; points are counted, the caller knows how far apart they are. */
export function equityDrawdown(startingBalance: number, equity: Sample): EquityDrawdown {
  let high = startingBalance;
  let absolute = 0;
  let relative = 0;
  let longest = 0;
  let lasting = 0;
  for (const value of equity) {
    if (value >= high) {
      high = value;
      lasting = 0;
      continue;
    }
    lasting += 1;
    longest = Math.max(longest, lasting);
    absolute = Math.max(absolute, high - value);
    if (high > 0) relative = Math.max(relative, (high - value) / high);
  }
  return { absolute, relative, longest, lasting };
}

/** Ulcer index (Martin 1987): root of the mean squared fall below the high before, a fraction. Null without points. */
export function ulcerIndex(startingBalance: number, equity: Sample): number | null {
  if (equity.length === 0 || !(startingBalance > 0)) return null;
  let high = startingBalance;
  let squares = 0;
  for (const value of equity) {
    high = Math.max(high, value);
    squares += ((high - value) / high) ** 2;
  }
  return Math.sqrt(squares / equity.length);
}
