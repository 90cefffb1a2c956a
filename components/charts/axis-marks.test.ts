import fc from "fast-check";
import { expect, test } from "vitest";
import { printMarks } from "./axis-marks";

test("marks of a small price are told apart and say what they are", () => {
  expect(printMarks([0.0000012, 0.00000122, 0.00000124], 10)).toEqual([
    "0.00000120",
    "0.00000122",
    "0.00000124",
  ]);
  expect(printMarks([37_500, 38_000], 2)).toEqual(["37\u00a0500", "38\u00a0000"]);
  expect(printMarks([0.5, 0.75, 1], 4)).toEqual(["0.50", "0.75", "1.00"]);
  expect(printMarks([0.000002], 10)).toEqual(["0.000002"]);
  expect(printMarks([], 2)).toEqual([]);
});

test("whatever the size and the step, no two marks read the same and each is exact", () => {
  const size = fc.integer({ min: -10, max: 7 });
  fc.assert(
    fc.property(
      size,
      fc.constantFrom(1, 2, 2.5, 5),
      fc.integer({ min: 0, max: 400 }),
      (power, factor, first) => {
        const step = factor * 10 ** power;
        const prices = Array.from({ length: 6 }, (_, index) => (first + index) * step);
        const marks = printMarks(prices);
        expect(new Set(marks).size).toBe(prices.length);
        marks.forEach((mark, index) => {
          const value = Number(mark.replace(/\u00a0/g, ""));
          expect(Math.abs(value - (prices[index] as number))).toBeLessThan(step * 1e-2);
        });
        expect(new Set(marks.map((mark) => mark.split(".")[1]?.length ?? 0)).size).toBe(1);
      },
    ),
  );
});
