import { emptyFlags, type Flags } from "./strategy";

/** As in compare.ts; written out, because this loop is what a sweep of parameters spends its time on. */
const SAME = 1e-12;
const BELOW = -1;
const LEVEL = 0;
const ABOVE = 1;

type Periods = { readonly fast: number; readonly slow: number; readonly trend: number };

/**
 * The EMA cross over a whole series in one pass: enter where the fast EMA crosses above the slow one at a close (with
 * `trend` above 0: and the close lies above that EMA), leave wherever the fast one lies below.
 *
 * alpha = 2 / (n + 1), seeded with the first close.
 */
export function emaCrossFlags(close: Float64Array, params: Periods, room?: Flags): Flags {
  const cross = new Cross(params, emptyFlags(close.length, room));
  const { fastAlpha, slowAlpha, trendAlpha } = cross;
  let fast = close[0] ?? 0;
  let slow = fast;
  let trend = fast;
  let now = LEVEL;
  for (let index = 0; index < close.length; index++) {
    const price = close[index] as number;
    fast += fastAlpha * (price - fast);
    slow += slowAlpha * (price - slow);
    trend += trendAlpha * (price - trend);
    const lead = fast - slow;
    const same = SAME * slow;
    const side = lead > same ? ABOVE : lead < -same ? BELOW : LEVEL;
    if (side === now) continue;
    cross.turn(side, index, price - trend > SAME * trend);
    now = side;
  }
  return cross.end(close.length);
}

/** On which side of the slow EMA the fast one lies, and the flags of the candles passed. */
class Cross {
  side = LEVEL;
  readonly fastAlpha: number;
  readonly slowAlpha: number;
  readonly trendAlpha: number;
  private since = 0;
  private readonly isFiltered: boolean;

  constructor(
    { fast, slow, trend }: Periods,
    private readonly flags: Flags,
  ) {
    this.fastAlpha = 2 / (fast + 1);
    this.slowAlpha = 2 / (slow + 1);
    this.trendAlpha = trend > 0 ? 2 / (trend + 1) : 0;
    this.isFiltered = trend > 0;
  }

  /** From candle `index` on it lies on that side. */
  turn(side: number, index: number, aboveTrend: boolean): void {
    if (this.side === BELOW) this.flags.exit.fill(1, this.since, index);
    if (side === ABOVE && (aboveTrend || !this.isFiltered)) this.flags.entry[index] = 1;
    this.side = side;
    this.since = index;
  }

  end(length: number): Flags {
    this.turn(LEVEL, length, false);
    return this.flags;
  }
}
