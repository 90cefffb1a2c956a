import { describe, expect, it } from "vitest";
import { findStrategy, listStrategies } from "@/server/strategy/core/catalog";
import { describeStrategy } from "@/server/strategy/core/describe-strategy";
import { sayFaults } from "../ui/testing/say-faults";
import { botCheck, draftOf, type Market, moveTo, standardOf, toInput } from "./bot-draft";

const strategies = listStrategies().map(describeStrategy);

const markets: readonly Market[] = [
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
    const begun = draftOf(markets, strategies);
    const moved = { ...begun, ...moveTo(begun, markets, "binance", "BTC/ZAR") };
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

  it("names each fault at its field: the command's own sentences, and the strategy's limits", async () => {
    const begun = draftOf(markets, strategies);
    const onPage = [...Object.keys(begun), ...Object.keys(begun.params).map((name) => `params.${name}`)];
    const say = (part: Partial<typeof begun>) =>
      sayFaults(botCheck(strategies), { ...begun, capital: "1000", ...part }, onPage);
    expect(await say({})).toEqual({});
    expect(await say({ name: "<i>Zeus</i>", capital: "10,000" })).toEqual({
      name: expect.stringContaining("2 to 24 letters"),
      capital: '"10,000" may be 10000 or 10: write 10000 or 10.',
    });
    expect(await say({ capital: "-5" })).toEqual({ capital: expect.stringContaining("more than zero") });
    expect(await say({ params: { ...begun.params, fast: "1" } })).toEqual({
      "params.fast": expect.stringMatching(/^Write a whole number from \d+ to \d+\.$/),
    });
  });
});
