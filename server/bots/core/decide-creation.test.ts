import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isBelowMinimum, type MarketRules } from "@/server/exchange/core/market-rules";
import { type Decimal, floorToStep, ONE, toDecimal } from "@/server/kernel/money";
import { createBotInput } from "./bot";
import { type CreationFacts, decideCreation, leastCapital } from "./decide-creation";

const rules: MarketRules = {
  ...{ exchange: "binance", symbol: "BTC/USDT", base: "BTC", quote: "USDT" },
  tickSize: toDecimal("0.01"),
  lotSize: toDecimal("0.00001"),
  minAmount: toDecimal("0.00001"),
  minNotional: toDecimal("5"),
  makerFee: toDecimal("0.001"),
  takerFee: toDecimal("0.001"),
};
const facts: CreationFacts = {
  ...{ rules, symbols: ["BTC/USDT"], timeframes: ["5m"], takenKeys: new Set<string>() },
  ...{ botsOnExchange: 0, bots: 0, botsCounted: 0, slots: 10, botsMax: 45 },
  available: toDecimal("1000000"),
  positionSize: toDecimal("0.3"),
  positionCap: toDecimal("0.35"),
  stop: toDecimal("0.03"),
  reserveBuffer: toDecimal("0.01"),
  price: null,
};
const decide = (capital: string, change: Partial<CreationFacts> = {}) =>
  decideCreation(createBotInput.parse({ exchange: "binance", symbol: "BTC/USDT", capital }), {
    ...facts,
    ...change,
  });

/** What the entry rules will judge: the position of that capital, at the price its stop sells it. */
function canEnter(capital: Decimal, of: CreationFacts, price: Decimal): boolean {
  const amount = floorToStep(capital.times(of.positionSize).div(price), rules.lotSize);
  return !isBelowMinimum(amount, price.times(ONE.minus(of.stop)).times(ONE.minus(of.reserveBuffer)), rules);
}

// Guards against bots that are created and then skip every entry for ever.
describe("the least capital of a bot", () => {
  it("holds at the stop, and the refusal names it", () => {
    expect(decide("17.35")).toMatchObject({
      ok: false,
      refusal: { code: "invalid", message: expect.stringContaining("at least 17.36 USDT") },
    });
    expect(decide("17.36").ok).toBe(true);
  });

  it("is never too little to enter with and never a lot more than needed, whatever the price", () => {
    const price = fc.integer({ min: 1, max: 9_000_000 }).map((cents) => toDecimal(String(cents)).div(100));
    fc.assert(
      fc.property(price, (at) => {
        const known = { ...facts, price: at };
        const least = leastCapital(rules, known).toDecimalPlaces(18, 0);
        expect(canEnter(least, known, at)).toBe(true);
        expect(canEnter(least.times("0.999999"), known, at)).toBe(false);
      }),
    );
  });

  it("follows the smallest amount where that weighs more than the smallest value", () => {
    const dear = { rules: { ...rules, minAmount: toDecimal("0.01") }, price: toDecimal("80000") };
    expect(decide("2666", dear)).toMatchObject({
      refusal: { message: expect.stringContaining("at least 2666.67 USDT") },
    });
    expect(decide("2666.67", dear).ok).toBe(true);
  });

  it("counts the cap where an owner set it below the size", () => {
    expect(leastCapital(rules, { ...facts, positionCap: toDecimal("0.1") }).toFixed(2)).toBe("52.07");
  });
});
