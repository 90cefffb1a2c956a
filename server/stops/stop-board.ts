// The stops of one market as plain numbers, so that a price is held against thousands of them in a few microseconds. It never
// decides: where a number says that something may be due, the exact rules are asked.
import type { Decimal } from "@/server/kernel/money";
import { ONE } from "@/server/kernel/money";
import type { Tick } from "@/server/market/core/market-feed";
import { entryPriceOf } from "@/server/positions/core/apply-fill";
import type { OpenPosition } from "@/server/positions/core/open-position";

/** Slack of the quick test before the exact one, a part of the price: what is close to a level reaches the exact rules. */
const NEARLY = 1e-9;

export class StopBoard {
  /** the highest price of each position, exact */
  private readonly peaks: Decimal[];
  private readonly highest: Float64Array;
  private readonly stop: Float64Array;
  private readonly target: Float64Array;
  private readonly trail: Float64Array;
  private readonly trailFrom: Float64Array;
  private readonly even: Float64Array;
  private readonly evenFrom: Float64Array;
  private readonly timeAt: Float64Array;
  private readonly openedAt: Float64Array;

  constructor(
    readonly positions: readonly OpenPosition[],
    peakOf: (position: OpenPosition) => Decimal,
  ) {
    const column = (of: (position: OpenPosition) => number) => Float64Array.from(positions, of);
    this.peaks = positions.map(peakOf);
    this.highest = Float64Array.from(this.peaks, (peak) => peak.toNumber());
    this.stop = column(({ stopPrice }) => stopPrice.toNumber());
    this.target = column(lowestTarget);
    this.trail = column(({ trailingRatio }) => (trailingRatio ? 1 - trailingRatio.toNumber() : 0));
    this.trailFrom = column(trailsFrom);
    this.even = column(evenAt);
    this.evenFrom = column(evenFrom);
    this.timeAt = column(({ timeStopAt }) => timeStopAt ?? Number.POSITIVE_INFINITY);
    this.openedAt = column(({ openedMarketAt }) => openedMarketAt);
  }

  readonly peakAt = (place: number): Decimal => this.peaks[place] as Decimal;

  /** A higher price of before, once it is known. */
  raise(place: number, peak: Decimal): void {
    if (!peak.gt(this.peakAt(place))) return;
    this.peaks[place] = peak;
    this.highest[place] = peak.toNumber();
  }

  /** Takes a price in, and tells the places of the positions it may have hit; a price from before an entry is none of its. */
  *hitBy({ last, at }: Pick<Tick, "last" | "at">): Generator<number, void, undefined> {
    const price = last.toNumber();
    const { stop, target, timeAt, openedAt, highest } = this;
    for (let place = 0; place < stop.length; place++) {
      if (at < (openedAt[place] as number)) continue;
      if (price > (highest[place] as number)) {
        highest[place] = price;
        this.peaks[place] = last;
      }
      const isLow = price <= this.floorAt(place) * (1 + NEARLY);
      if (isLow || price >= (target[place] as number) || at >= (timeAt[place] as number)) yield place;
    }
  }

  /** The stop that stands: its own, or what the highest price has pulled up. */
  private floorAt(place: number): number {
    const peak = this.highest[place] as number;
    let floor = this.stop[place] as number;
    if (peak >= (this.trailFrom[place] as number))
      floor = Math.max(floor, peak * (this.trail[place] as number));
    if (peak >= (this.evenFrom[place] as number)) floor = Math.max(floor, this.even[place] as number);
    return floor;
  }
}

function lowestTarget(position: OpenPosition): number {
  const { targetPrice, exits, amount, soldAmount } = position;
  const target = targetPrice?.toNumber() ?? Number.POSITIVE_INFINITY;
  const entry = entryPriceOf(position);
  const all = amount.plus(soldAmount);
  let kept = ONE;
  for (const { at, share } of exits?.partials ?? []) {
    kept = kept.minus(share);
    // one that has sold its share waits for nothing
    if (amount.gt(all.times(kept)))
      return Math.min(target, entry.times(ONE.plus(at)).toNumber()) * (1 - NEARLY);
  }
  return target * (1 - NEARLY);
}

/** The highest price from which on the trailing stop may lie above the entry. */
function trailsFrom(position: OpenPosition): number {
  const { trailingRatio, exits } = position;
  if (!trailingRatio) return Number.POSITIVE_INFINITY;
  const entry = entryPriceOf(position).toNumber();
  const offset = exits?.trailingOffset.toNumber() ?? 0;
  return entry * Math.max(1 + offset, 1 / (1 - trailingRatio.toNumber())) * (1 - NEARLY);
}

const evenAt = (position: OpenPosition): number =>
  entryPriceOf(position).toNumber() * (1 + (position.exits?.breakEven?.keep.toNumber() ?? 0));

const evenFrom = (position: OpenPosition): number =>
  position.exits?.breakEven
    ? entryPriceOf(position).toNumber() * (1 + position.exits.breakEven.after.toNumber()) * (1 - NEARLY)
    : Number.POSITIVE_INFINITY;
