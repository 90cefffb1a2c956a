import fc from "fast-check";
import { expect, test } from "vitest";
import { significantDecimals } from "./decimal-text";
import { formatPrice, formatReading } from "./format-number";

test("a price keeps the digits that move, however small", () => {
  const digits = fc.integer({ min: 100_000, max: 999_999 });
  fc.assert(
    fc.property(digits, fc.integer({ min: 0, max: 12 }), (figure, places) => {
      const text = `0.${"0".repeat(places)}${figure}`;
      // six digits are as many as it has
      for (const printed of [formatPrice(text), formatReading(text)])
        expect(Number(printed)).toBe(Number(text));
    }),
  );
});

test("prices of usual size read as they did", () => {
  expect(formatPrice("1741662.79")).toBe("1\u00a0741\u00a0662.79");
  expect(formatPrice("0.123456789")).toBe("0.12345679");
  expect(formatPrice("0.0000012417", 10)).toBe("0.0000012417");
  expect(formatReading("36838.821345")).toBe("36\u00a0838.82");
  expect(formatReading("12.5")).toBe("12.5");
  expect([significantDecimals("0.0000012417", 4), significantDecimals("36838.8213", 4, 2)]).toEqual([9, 2]);
});
