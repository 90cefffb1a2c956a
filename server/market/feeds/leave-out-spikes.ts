import { findSpikes } from "../core/find-spikes";
import { COLUMNS, type Recording } from "./recording";

/**
 * A recording without the candles that cannot be believed, and how many those were. Where one was is a gap, as when
 * nothing was traded: no price is invented in its place, and neither a tick nor a longer candle is made of it.
 */
export function leaveOutSpikes(recording: Recording): {
  readonly recording: Recording;
  readonly spikes: number;
} {
  const { openAt, values } = recording;
  const at = (row: number, column: number): number => values[row * COLUMNS + column] ?? 0;
  const rows = Array.from(openAt, (_at, row) => ({
    open: at(row, 0),
    high: at(row, 1),
    low: at(row, 2),
    close: at(row, 3),
  }));
  const spikes = findSpikes(rows, null);
  if (spikes.size === 0) return { recording, spikes: 0 };
  const kept = rows.flatMap((_row, place) => (spikes.has(place) ? [] : [place]));
  const keptValues = new Float64Array(kept.length * COLUMNS);
  kept.forEach((row, place) => {
    keptValues.set(values.subarray(row * COLUMNS, (row + 1) * COLUMNS), place * COLUMNS);
  });
  const keptOpenAt = Float64Array.from(kept, (row) => openAt[row] ?? 0);
  return { recording: { ...recording, openAt: keptOpenAt, values: keptValues }, spikes: spikes.size };
}
