import fc from "fast-check";
import { expect, it } from "vitest";
import { anyColumns } from "../../testing/arbitraries";
import type { CandleWindow } from "../strategy";
import { higherCandles } from "./higher-candles";

const HOUR = 3_600_000;
const MONDAY = Date.UTC(2026, 2, 2);

const windowOf = (times: readonly number[]): CandleWindow => {
  const column = (value: (index: number) => number) => Float64Array.from(times, (_, index) => value(index));
  return {
    openAt: Float64Array.from(times),
    open: column((index) => 100 + index),
    high: column((index) => 102 + index),
    low: column((index) => 99 - index),
    close: column((index) => 101 + index),
    volume: column(() => 2),
  };
};
const hours = (from: number, count: number) =>
  Array.from({ length: count }, (_, index) => from + index * HOUR);
const sliceOf = (window: CandleWindow, from: number, until: number): CandleWindow => {
  const { openAt, open, high, low, close, volume } = window;
  const cut = (values: Float64Array) => values.slice(from, until);
  return {
    openAt: cut(openAt),
    open: cut(open),
    high: cut(high),
    low: cut(low),
    close: cut(close),
    volume: cut(volume),
  };
};

it("a longer candle is known with the close that ends it, not before", () => {
  const higher = higherCandles(windowOf(hours(MONDAY, 9)), "4h");
  expect([...higher.openAt]).toEqual([MONDAY, MONDAY + 4 * HOUR]);
  expect([...higher.open]).toEqual([100, 104]);
  expect([...higher.close]).toEqual([104, 108]);
  expect([...higher.high]).toEqual([105, 109]);
  expect([...higher.low]).toEqual([96, 92]);
  expect([...higher.volume]).toEqual([8, 8]);
  expect([...higher.newestAt]).toEqual([-1, -1, -1, 0, 0, 0, 0, 1, 1]);
});

it("one whose beginning is missing is left out; one whose end is missing is known with the next candle", () => {
  const times = [1, 2, 3, 4, 5, 6, 8, 9].map((hour) => MONDAY + hour * HOUR);
  const higher = higherCandles(windowOf(times), "4h");
  expect([...higher.openAt]).toEqual([MONDAY + 4 * HOUR]);
  expect([...higher.newestAt]).toEqual([-1, -1, -1, -1, -1, -1, 0, 0]);
});

it("weeks begin on Monday, months on their first day", () => {
  const days = Array.from({ length: 40 }, (_, day) => Date.UTC(2026, 1, 26 + day));
  expect(higherCandles(windowOf(days), "1w").openAt[0]).toBe(MONDAY);
  expect([...higherCandles(windowOf(days), "1M").openAt]).toEqual([Date.UTC(2026, 2, 1)]);
});

it("what is no longer timeframe is refused by name", () => {
  const window = windowOf(hours(MONDAY, 5));
  expect(() => higherCandles(window, "4 hours")).toThrow(/"4 hours" is no timeframe: use one of 1s, /);
  expect(() => higherCandles(window, "1h")).toThrow(/not longer than the candles themselves/);
});

it("no later candle changes what one knew, and enough history gives what all of it gives", () => {
  fc.assert(
    fc.property(anyColumns, fc.constantFrom("15m", "1h", "4h"), fc.nat(), (columns, timeframe, chance) => {
      const { length } = columns.close;
      const whole = higherCandles(columns, timeframe);
      const until = 2 + (chance % (length - 2));
      const cut = higherCandles(sliceOf(columns, 0, until), timeframe);
      const newest = cut.newestAt.at(-1) as number;
      expect(newest).toBe(whole.newestAt[until - 1]);
      expect(cut.close[newest]).toBe(whole.close[newest]);
      expect(cut.high[newest]).toBe(whole.high[newest]);
      const late = higherCandles(sliceOf(columns, Math.max(0, until - 150), until), timeframe);
      const known = late.newestAt.at(-1) as number;
      if (known >= 0) expect(late.openAt[known]).toBe(whole.openAt[newest]);
      if (known >= 0) expect(late.close[known]).toBe(whole.close[newest]);
    }),
    { numRuns: 60 },
  );
});
