import fc from "fast-check";
import { expect, it } from "vitest";
import { emaSeries } from "@/server/indicators/core/ema";
import { slidingEma } from "./sliding-ema";

it("gives each window the series it has alone, to the last bit, wherever it moves and whatever is left out", () => {
  const moves = fc.array(fc.constantFrom(1, 1, 1, 1, 1, 1, 0, 2, -1), { minLength: 30, maxLength: 120 });
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 0.001, max: 1e6, noNaN: true }), { minLength: 200, maxLength: 260 }),
      fc.integer({ min: 60, max: 90 }),
      fc.integer({ min: 2, max: 60 }),
      moves,
      (values, length, period, steps) => {
        const all = Float64Array.from(values);
        const follow = slidingEma();
        let from = 2;
        for (const step of steps) {
          from = Math.min(Math.max(0, from + step), all.length - length);
          const window = all.subarray(from, from + length);
          expect(follow(window, period)).toEqual(emaSeries(window, period));
          expect(follow(window, period + 1, "sma")).toEqual(emaSeries(window, period + 1, "sma"));
        }
      },
    ),
    { numRuns: 60 },
  );
});

it("leaves a value that is not finite to the plain series", () => {
  const all = Float64Array.from({ length: 120 }, (_, at) => (at === 90 ? Number.NaN : 100 + (at % 7)));
  const follow = slidingEma();
  for (let from = 0; from <= 40; from++) {
    const window = all.subarray(from, from + 80);
    expect(follow(window, 10)).toEqual(emaSeries(window, 10));
  }
});

it("does so where windows have grown together, and whatever was done to a series handed out before", () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 900, max: 1_100 }), { minLength: 420, maxLength: 480 }),
      fc.integer({ min: 2, max: 12 }),
      fc.constantFrom(1, 1e-6, 0.1),
      (ticks, period, tick) => {
        const all = Float64Array.from(ticks, (count) => count * tick);
        const follow = slidingEma();
        const length = 400;
        for (let from = 0; from + length <= all.length; from++) {
          const window = all.subarray(from, from + length);
          const series = follow(window, period);
          expect(series).toEqual(emaSeries(window, period));
          series.fill(-1);
        }
      },
    ),
    { numRuns: 30 },
  );
});
