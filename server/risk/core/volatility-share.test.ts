import fc from "fast-check";
import { expect, it } from "vitest";
import { Decimal, toDecimal } from "@/server/kernel/money";
import { volatilityShare } from "./volatility-share";

const share = (target: string, averageRange: number, price = "100") =>
  volatilityShare({ target: toDecimal(target), averageRange, price: toDecimal(price) }).toFixed();

it.each([
  ["a range as planned keeps the whole", "0.01", 1, "1"],
  ["twice as wide, half", "0.01", 2, "0.5"],
  ["calmer than planned, never more than the whole", "0.01", 0.1, "1"],
  ["off", "0", 5, "1"],
  ["no range known yet", "0.01", Number.NaN, "1"],
  ["a market that does not move", "0.01", 0, "1"],
])("%s", (_words, target, range, kept) => expect(share(target, range)).toBe(kept));

it("what a stop of so many ranges risks is never more than in a market as restless as planned", () => {
  fc.assert(
    fc.property(fc.double({ min: 1e-6, max: 0.5, noNaN: true }), (range) => {
      const kept = volatilityShare({
        target: new Decimal("0.01"),
        averageRange: range * 100,
        price: new Decimal(100),
      });
      expect(kept.gt(0) || range > 0.49).toBe(true);
      expect(kept.lte(1)).toBe(true);
      expect(kept.times(range).toNumber()).toBeLessThanOrEqual(0.01 + 1e-8);
    }),
  );
});
