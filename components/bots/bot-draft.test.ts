import { describe, expect, it } from "vitest";
import { findStrategy, listStrategies } from "@/server/strategy/core/catalog";
import { describeStrategy } from "@/server/strategy/core/describe-strategy";
import { draftOf, moveTo, standardOf, toInput } from "./bot-draft";

const strategies = listStrategies().map(describeStrategy);

const markets = [
  { exchange: "luno", symbol: "BTC/ZAR", quote: "ZAR", timeframes: ["1m", "5m", "1h"] },
  { exchange: "binance", symbol: "BTC/USDT", quote: "USDT", timeframes: ["15m", "1h"] },
  { exchange: "binance", symbol: "ETH/USDT", quote: "USDT", timeframes: ["15m", "1h"] },
];

describe("the form of a new bot", () => {
  it("starts on the first market with its usual timeframe", () => {
    expect(draftOf(markets, strategies)).toMatchObject({
      exchange: "luno",
      symbol: "BTC/ZAR",
      timeframe: "5m",
    });
  });

  it("keeps what the new exchange has and replaces what it has not", () => {
    const moved = moveTo(draftOf(markets, strategies), markets, "binance", "BTC/ZAR");
    expect(moved).toMatchObject({ exchange: "binance", symbol: "BTC/USDT", timeframe: "15m" });
    expect(moveTo(moved, markets, "binance", "ETH/USDT").symbol).toBe("ETH/USDT");
  });

  it("sends no name where none was written, and capital without the spaces of a person", () => {
    const input = toInput({ ...draftOf(markets, strategies), name: " ", capital: " 1 000.50 " });
    expect(input).not.toHaveProperty("name");
    expect(input.capital).toBe("1000.5");
  });

  it("sends bad numbers as typed, so that the server can say what is wrong", () => {
    const input = toInput({
      ...draftOf(markets, strategies),
      capital: "-5",
      params: { fast: "twelve", slow: "" },
    });
    expect([input.capital, input.params.fast, input.params.slow]).toEqual(["-5", "twelve", ""]);
  });

  it("shows another strategy with its own standard, which the strategy takes as it is", () => {
    for (const { id } of strategies) {
      const input = toInput({ ...draftOf(markets, strategies), ...standardOf(strategies, id) });
      const strategy = findStrategy(id);
      expect(input.strategy).toBe(id);
      expect(input.params).toEqual(strategy?.paramsSchema.parse({}));
    }
  });
});
