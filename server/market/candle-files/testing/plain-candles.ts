/** One candle of the tests: open at ms UTC, prices, volume. */
export type PlainCandle = readonly [
  at: number,
  open: number,
  high: number,
  low: number,
  close: number,
  volume: number,
];

const STEP_MS = 3_600_000;
const BEGIN_MS = Date.UTC(2024, 4, 1);

/** A walk of `count` hourly candles, each opening near the close before it; prices of two decimals, volumes of three. */
export function plainCandles(count: number, stepMs = STEP_MS): readonly PlainCandle[] {
  let close = 60_000;
  return Array.from({ length: count }, (_, index) => {
    const open = close + (((index * 37) % 11) - 5) / 100;
    close = open + ((index * 7_919) % 2_001) / 10 - 100;
    const [top, bottom] = [Math.max(open, close) + 12.34, Math.min(open, close) - 23.45];
    const two = (value: number): number => Number(value.toFixed(2));
    close = two(close);
    return [
      BEGIN_MS + index * stepMs,
      two(open),
      two(top),
      two(bottom),
      close,
      Number((((index * 977) % 5_000) / 1_000 + 0.5).toFixed(3)),
    ];
  });
}
