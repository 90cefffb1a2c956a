import type { Flags } from "./strategy";

/** Flags of a series, asked candle by candle. What is not known yet must answer false. */
export function eachCandle(
  length: number,
  entryAt: (index: number) => boolean,
  exitAt: (index: number) => boolean,
): Flags {
  const entry = new Uint8Array(length);
  const exit = new Uint8Array(length);
  for (let index = 0; index < length; index++) {
    entry[index] = entryAt(index) ? 1 : 0;
    exit[index] = exitAt(index) ? 1 : 0;
  }
  return { entry, exit };
}

/** The value at `index`; NaN outside the series. */
export const at = (values: Float64Array, index: number): number => values[index] ?? Number.NaN;
