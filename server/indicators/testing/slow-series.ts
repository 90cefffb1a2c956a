import fc from "fast-check";
import { expect } from "vitest";

// What tests of indicators share: random candles, and textbook definitions written without the kernels.

export const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
export const mean = (values: readonly number[]) => sum(values) / values.length;
export const deviation = (values: readonly number[]) =>
  Math.sqrt(mean(values.map((value) => (value - mean(values)) ** 2)));

// whole numbers: differences of one rounding error are no movement, and neither side should take them for one
const whole = (min: number, max: number) => fc.integer({ min, max });
const series = fc.array(whole(1, 1_000), { minLength: 2, maxLength: 60, size: "max" });
const period = whole(2, 15);
const bars = fc.array(fc.tuple(whole(1, 1_000), whole(0, 25), whole(0, 25), whole(1, 1_000)), {
  minLength: 2,
  maxLength: 60,
  size: "max",
});

type Columns = {
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
  readonly volume: Float64Array;
};

const toColumns = (list: readonly (readonly [number, number, number, number])[]): Columns => ({
  low: Float64Array.from(list, ([low]) => low),
  high: Float64Array.from(list, ([low, below, above]) => low + below + above),
  close: Float64Array.from(list, ([low, below]) => low + below),
  volume: Float64Array.from(list, ([, , , volume]) => volume),
});

export function windows(values: Float64Array, length: number, of: (window: number[]) => number): number[] {
  return Array.from(values, (_value, index) =>
    index < length - 1 ? Number.NaN : of([...values.subarray(index - length + 1, index + 1)]),
  );
}

export function expectClose(ours: Float64Array, slow: readonly number[], tolerance = 1e-9): void {
  expect(ours.length).toBe(slow.length);
  slow.forEach((value, index) => {
    const own = ours[index] as number;
    if (Number.isNaN(value)) expect(own, `[${index}]`).toBeNaN();
    else
      expect(Math.abs(own - value), `[${index}]`).toBeLessThanOrEqual(
        tolerance * Math.max(1, Math.abs(value)),
      );
  });
}

export const onSeries = (check: (values: Float64Array, length: number) => void) =>
  fc.assert(
    fc.property(series, period, (values, length) => check(Float64Array.from(values), length)),
    { numRuns: 40 },
  );
export const onBars = (check: (columns: Columns, length: number) => void) =>
  fc.assert(
    fc.property(bars, period, (list, length) => check(toColumns(list), length)),
    { numRuns: 40 },
  );
