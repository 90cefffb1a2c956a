import type { EquityCurve } from "./daily-equity";
import type { Sample } from "./sample-moments";

/** Equity this little below its high stands at it: what is bought and sold at one price loses nothing but a last bit. */
const AT_THE_HIGH = 1 - 1e-10;
const LIMIT_SLACK = 1e-12;

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
  const falls = new Falls(startingBalance);
  let { floor, limit, high } = falls;
  let longest = 0;
  let lasting = 0;
  for (let index = 0; index < equity.length; index++) {
    const value = equity[index] as number;
    if (value < limit) {
      falls.deepen(value);
      limit = falls.limit;
    }
    if (value < floor) {
      lasting += 1;
      continue;
    }
    if (lasting > longest) longest = lasting;
    lasting = 0;
    if (value > high) {
      falls.rise(value);
      ({ floor, limit, high } = falls);
    }
  }
  const { absolute, relative } = falls;
  return { absolute, relative, longest: Math.max(longest, lasting), lasting };
}

/** Where positions were open, one after the other: their first and last candles, of which the first `length` count. */
export type HeldCandles = {
  readonly openCandle: Int32Array;
  readonly closeCandle: Int32Array;
  readonly length: number;
};

/**
 * `relative` of `equityDrawdown` for a curve that moves only while something is held: the candles between are passed
 * over. What a search asks of each set.
 */
export function deepestFall(
  startingBalance: number,
  equity: Float64Array,
  { openCandle, closeCandle, length }: HeldCandles,
): number {
  const falls = new Falls(startingBalance);
  for (let trade = 0; trade < length; trade++) {
    const until = Math.min(equity.length, (closeCandle[trade] as number) + 1);
    let { limit, high } = falls;
    for (let index = openCandle[trade] as number; index < until; index++) {
      const value = equity[index] as number;
      if (value >= limit && value <= high) continue;
      if (value < limit) falls.deepen(value);
      else falls.rise(value);
      ({ limit, high } = falls);
    }
  }
  return falls.relative;
}

/** The deepest falls so far, and below which value one may be deeper: every candle is compared with that and no more. */
class Falls {
  absolute = 0;
  relative = 0;
  high = 0;
  floor = 0;
  limit = 0;

  constructor(high: number) {
    this.rise(high);
  }

  rise(high: number): void {
    this.high = high;
    this.floor = high * AT_THE_HIGH;
    this.setLimit();
  }

  deepen(value: number): void {
    const fall = this.high - value;
    this.absolute = Math.max(this.absolute, fall);
    if (this.high > 0) this.relative = Math.max(this.relative, fall / this.high);
    this.setLimit();
  }

  /** A little too high rather than too low: rounding must not hide a fall. */
  private setLimit(): void {
    const { high, absolute, relative } = this;
    const deepest = Math.max(high - absolute, high * (1 - relative)) + Math.abs(high) * LIMIT_SLACK;
    this.limit = Math.min(deepest, this.floor);
  }
}

/** Ulcer index (Martin 1987): root of the mean squared fall below the high before, a fraction. Null without points. */
export function ulcerIndex(startingBalance: number, equity: Sample): number | null {
  if (equity.length === 0 || !(startingBalance > 0)) return null;
  let high = startingBalance;
  let squares = 0;
  for (const value of equity) {
    high = Math.max(high, value);
    if (value < high * AT_THE_HIGH) squares += ((high - value) / high) ** 2;
  }
  return Math.sqrt(squares / equity.length);
}

/**
 * The longest time below an earlier high in ms, by the clock: from the opening of the first candle that closes below it
 * to the opening of the one that closes at it again, whatever is missing between them; to the last close where none
 * does. `fromAt` is the opening of the first candle.
 */
export function longestUnderWaterMs(
  startingBalance: number,
  { at, value }: EquityCurve,
  fromAt: number,
): number {
  const stepMs = (at[0] ?? fromAt) - fromAt;
  let high = startingBalance;
  let since: number | null = null;
  let longest = 0;
  for (let index = 0; index < value.length; index++) {
    const now = value[index] as number;
    const opened = (at[index] as number) - stepMs;
    if (now < high * AT_THE_HIGH) {
      since ??= opened;
      continue;
    }
    if (since !== null) longest = Math.max(longest, opened - since);
    since = null;
    high = Math.max(high, now);
  }
  return since === null ? longest : Math.max(longest, (at.at(-1) as number) - since);
}
