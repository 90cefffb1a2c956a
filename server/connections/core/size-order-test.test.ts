import fc from "fast-check";
import { expect, it } from "vitest";
import { floorToStep, ONE, toDecimal } from "@/server/kernel/money";
import { isBelowMinimum } from "@/server/market/core/market-rules";
import { sizeOrderTest } from "./size-order-test";

const steps = fc.constantFrom("1", "0.1", "0.01", "0.0001", "0.00000001").map(toDecimal);
const money = (max: number) => fc.integer({ min: 1, max }).map((value) => toDecimal(String(value)));

it("is never below what the market takes, on its steps, and what the fee leaves can be sold again", () => {
  fc.assert(
    fc.property(
      fc.record({ tickSize: steps, lotSize: steps, minAmount: steps, minNotional: money(50) }),
      money(2_000_000),
      (market, price) => {
        fc.pre(price.gt(market.tickSize.times(10)));
        const rules = { ...market, takerFee: toDecimal("0.006") };
        const level = (at: typeof price) => ({ price: at, amount: ONE });
        const sizes = sizeOrderTest(rules, { bid: level(price), ask: level(price.plus(rules.tickSize)) });
        expect(isBelowMinimum(sizes.restAmount, sizes.restPrice, rules)).toBe(false);
        expect(isBelowMinimum(sizes.buyAmount, price, rules)).toBe(false);
        expect(floorToStep(sizes.restPrice, rules.tickSize).eq(sizes.restPrice)).toBe(true);
        expect(floorToStep(sizes.buyAmount, rules.lotSize).eq(sizes.buyAmount)).toBe(true);
        expect(sizes.restPrice.lt(price.times("0.8"))).toBe(true);
        const left = sizes.buyAmount.times(ONE.minus(rules.takerFee));
        expect(isBelowMinimum(left, price, rules)).toBe(false);
        // no more than the smallest, but for the steps of the market
        const smallest = rules.minAmount.plus(rules.minNotional.div(price));
        expect(sizes.buyAmount.lte(smallest.times("1.2").plus(rules.lotSize))).toBe(true);
      },
    ),
    { numRuns: 300 },
  );
});
