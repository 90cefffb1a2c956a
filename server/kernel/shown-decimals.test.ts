import fc from "fast-check";
import { expect, test } from "vitest";
import { formatPrice, formatReading } from "@/components/ui/format-number";
import { printAmount, printMoney, printPrice } from "@/server/trading/history/print-figure";
import { Decimal } from "./money";
import { significantDecimals } from "./shown-decimals";

test("a price keeps the digits that move, however small, on pages and in sentences", () => {
  const digits = fc.integer({ min: 100_000, max: 999_999 });
  fc.assert(
    fc.property(digits, fc.integer({ min: 0, max: 12 }), (figure, places) => {
      const price = new Decimal(figure).div(new Decimal(10).pow(places + 6)).toDecimalPlaces(18);
      const text = price.toFixed();
      for (const printed of [formatPrice(text), formatReading(text), printPrice(price), printAmount(price)]) {
        const shown = new Decimal(printed.replace(/\u00a0/g, ""));
        // six digits, or as many as a stored figure has
        expect(shown.minus(price).abs().div(price).lt("0.00001"), `${text} ${printed}`).toBe(true);
      }
    }),
  );
});

test("prices of usual size read as they did", () => {
  expect(formatPrice("1741662.79")).toBe("1\u00a0741\u00a0662.79");
  expect(formatPrice("0.123456789")).toBe("0.12345679");
  expect(formatPrice("0.0000012417", 10)).toBe("0.0000012417");
  expect(formatReading("36838.821345")).toBe("36\u00a0838.82");
  expect(formatReading("12.5")).toBe("12.5");
  expect(printPrice(new Decimal("36838.82"))).toBe("36\u00a0838.82");
  expect(printPrice(new Decimal("0.0000012417"))).toBe("0.0000012417");
  expect(printMoney(new Decimal("0.0512"), "BTC")).toBe("0.05120000\u00a0BTC");
  expect(printMoney(new Decimal("989.93"), "USDT")).toBe("989.93\u00a0USDT");
  expect([significantDecimals("0.0000012417", 4), significantDecimals("36838.8213", 4, 2)]).toEqual([9, 2]);
});
