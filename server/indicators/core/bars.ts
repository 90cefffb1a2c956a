/** Columns of the same candles, oldest first: `time` is the opening in ms UTC, prices in quote, volume in base. */
export type Bars = { readonly [field in BarField]: Float64Array };

/** One closed candle, as a streaming indicator takes it. */
export type Bar = { readonly [field in BarField]: number };

export type BarField = "time" | "open" | "high" | "low" | "close" | "volume";

/** Throws RangeError unless all columns hold the same number of candles. */
export function checkLengths(columns: { readonly [name: string]: Float64Array }): void {
  const [first, ...rest] = Object.entries(columns);
  for (const [name, values] of rest) {
    if (first && values.length !== first[1].length) {
      throw new RangeError(
        `${name} has ${values.length} values and ${first[0]} has ${first[1].length}: give columns of the same candles.`,
      );
    }
  }
}

/** A column of values not yet known. */
export const unknownSeries = (length: number): Float64Array => new Float64Array(length).fill(Number.NaN);
