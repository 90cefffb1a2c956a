import fc from "fast-check";
import { expect, test } from "vitest";
import { Decimal } from "@/server/kernel/money";
import { printAmount, printMoney, printPrice } from "./print-figure";

test("a price in a sentence keeps the digits that move, however small", () => {
  const digits = fc.integer({ min: 100_000, max: 999_999 });
  fc.assert(
    fc.property(digits, fc.integer({ min: 0, max: 12 }), (figure, places) => {
      const price = new Decimal(`0.${"0".repeat(places)}${figure}`);
      for (const printed of [printPrice(price), printAmount(price)]) {
        expect(new Decimal(printed).eq(price), printed).toBe(true);
      }
    }),
  );
});

test("prices of usual size read as they did, money with its currency's decimals", () => {
  expect(printPrice(new Decimal("36838.82"))).toBe("36\u00a0838.82");
  expect(printPrice(new Decimal("100"))).toBe("100.00");
  expect(printPrice(new Decimal("0.0000012417"))).toBe("0.0000012417");
  expect(printAmount(new Decimal("0"))).toBe("0");
  expect(printMoney(new Decimal("0.0512"), "BTC")).toBe("0.05120000\u00a0BTC");
  expect(printMoney(new Decimal("989.93"), "USDT")).toBe("989.93\u00a0USDT");
});
