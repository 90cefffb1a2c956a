export const FIVE = 300_000;
export const DAY = 86_400_000;
const FROM = Date.UTC(2024, 0, 1);

export type Row = {
  /** ms after the first candle */
  readonly at: number;
  readonly price: number;
  readonly low?: number | undefined;
  readonly enter?: boolean;
  readonly leave?: boolean;
};

/** A table of candles that open and close at one price, with flags. */
export const lines = (rows: readonly Row[]): string =>
  [
    "timestamp_ms,open,high,low,close,volume,enter_long,exit_long",
    ...rows.map(({ at, price, low = price, enter = false, leave = false }) =>
      [FROM + at, price, price, Math.min(low, price), price, 1, enter ? 1 : 0, leave ? 1 : 0].join(","),
    ),
  ].join("\n");

export const candleFile = (rows: readonly string[]): string =>
  ["timestamp_ms,open,high,low,close,volume", ...rows].join("\n");
