import { SPIKE_FACTOR } from "./validate-tick";

/** Prices as plain numbers: only how many times one is another counts here. */
export type PriceRow = {
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
};

/** The closes of so many first candles say where a market stands that nothing is known of yet. */
const FIRST_ROWS = 5;

/**
 * Which closed candles cannot be believed, by the rule for ticks: a price SPIKE_FACTOR times above or below the last
 * believed close is a fault of the feed. A market that truly moved so far comes back with its second candle: a candle
 * beyond the limit is believed when its own prices agree and the next one is where it is, and beyond the limit too. Answers the places of the
 * others; `reference` is the close before the first candle, null when there is none.
 */
export function findSpikes(rows: readonly PriceRow[], reference: number | null): ReadonlySet<number> {
  const spikes = new Set<number>();
  let last = reference ?? median(rows.slice(0, FIRST_ROWS).map(({ close }) => close));
  rows.forEach((row, place) => {
    if (last !== null && isFarFrom(row, last) && !hasMoved(row, rows[place + 1], last)) spikes.add(place);
    else last = row.close;
  });
  return spikes;
}

const hasMoved = (row: PriceRow, next: PriceRow | undefined, last: number): boolean =>
  !isFarFrom(row, row.close) && next !== undefined && !isFarFrom(next, row.close) && isFarFrom(next, last);

const isFarFrom = ({ open, high, low, close }: PriceRow, last: number): boolean =>
  [open, high, low, close].some((price) => price > last * SPIKE_FACTOR || price * SPIKE_FACTOR < last);

function median(numbers: readonly number[]): number | null {
  return numbers.toSorted((one, other) => one - other)[Math.floor(numbers.length / 2)] ?? null;
}
