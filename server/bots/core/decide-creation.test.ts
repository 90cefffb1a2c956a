import { describe, expect, it } from "vitest";
import { toDecimal } from "@/server/kernel/money";
import type { MarketRules } from "@/server/market/core/market-rules";
import { createBotInput } from "./bot";
import { type CreationFacts, decideCreation, leastCapital } from "./decide-creation";

const rules: MarketRules = {
  exchange: "binance",
  symbol: "BTC/USDT",
  base: "BTC",
  quote: "USDT",
  tickSize: toDecimal("0.01"),
  lotSize: toDecimal("0.00001"),
  minAmount: toDecimal("0.00001"),
  minNotional: toDecimal("5"),
  makerFee: toDecimal("0.001"),
  takerFee: toDecimal("0.001"),
};
const facts: CreationFacts = {
  rules,
  symbols: ["BTC/USDT"],
  timeframes: ["5m"],
  takenKeys: new Set<string>(),
  botsOnExchange: 0,
  bots: 0,
  botsCounted: 0,
  slots: 10,
  botsMax: 45,
  available: toDecimal("1000000"),
  positionSize: toDecimal("0.3"),
  positionCap: toDecimal("0.35"),
  stop: toDecimal("0.03"),
  reserveBuffer: toDecimal("0.01"),
  gapRoom: toDecimal("0.1"),
  price: null,
};
const decide = (capital: string, change: Partial<CreationFacts> = {}) =>
  decideCreation(createBotInput.parse({ exchange: "binance", symbol: "BTC/USDT", capital }), {
    ...facts,
    ...change,
  });

// Guards against bots that are created and then skip every entry for ever.
describe("the least capital of a bot", () => {
  it("holds at the stop, and the refusal names it", () => {
    const asked = decide("21.44");
    expect(asked).toMatchObject({
      ok: false,
      refusal: { code: "invalid", message: expect.stringContaining("at least 21.45 USDT") },
    });
    expect(decide("21.45").ok).toBe(true);
  });

  it("follows the smallest amount where that weighs more than the smallest value", () => {
    const dear = { rules: { ...rules, minAmount: toDecimal("0.01") }, price: toDecimal("80000") };
    const [, named = ""] = /at least ([\d.]+) USDT/.exec(JSON.stringify(decide("2666", dear))) ?? [];
    expect(Number(named)).toBeGreaterThan(2_966);
    expect(Number(named)).toBeLessThan(2_980);
    expect(decide(named, dear).ok).toBe(true);
  });

  it("counts the cap where an owner set it below the size", () => {
    const [of, capped] = [facts, { ...facts, positionCap: toDecimal("0.1") }].map((each) =>
      leastCapital(rules, each),
    );
    expect(capped?.div(of ?? "NaN").toFixed(9)).toBe("3.000000000");
  });

  it("says so where the stop lies so far below that nothing could be sold there", () => {
    expect(decide("1000", { stop: toDecimal("1") })).toMatchObject({
      ok: false,
      refusal: { message: expect.stringContaining("could never be sold") },
    });
  });
});

describe("a refusal of a new bot", () => {
  it.each([
    ["symbol", { rules: null }, "1000"],
    ["timeframe", { timeframes: [] }, "1000"],
    ["exchange", { slots: 0 }, "1000"],
    ["riskMode", { stop: toDecimal("1") }, "1000"],
    ["capital", {}, "1"],
    ["capital", { available: toDecimal("10") }, "1000"],
  ] as const)("names the part of the input it is about: %s", (field, change, capital) => {
    expect(decide(capital, change)).toMatchObject({ ok: false, refusal: { field } });
  });

  it("names the name that is taken, and no part where the fleet is full", () => {
    const named = createBotInput.parse({
      name: "Zeus",
      exchange: "binance",
      symbol: "BTC/USDT",
      capital: "1000",
    });
    expect(decideCreation(named, { ...facts, takenKeys: new Set(["zeus"]) })).toMatchObject({
      refusal: { code: "conflict", field: "name" },
    });
    const full = decide("1000", { bots: 45 });
    expect(full.ok ? null : full.refusal).not.toHaveProperty("field");
  });
});
