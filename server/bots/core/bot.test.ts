import { describe, expect, it, test } from "vitest";
import { toSentence } from "@/server/kernel/to-sentence";
import { createBotInput } from "./bot";
import { greekNames, nextFreeName } from "./bot-names";

const good = { exchange: "binance", symbol: "btc/usdt", capital: "1000" };

const sentenceOf = (change: object): string => {
  const parsed = createBotInput.safeParse({ ...good, ...change });
  return parsed.success ? "" : toSentence(parsed.error);
};

// Guards the door of the fleet: what is wrong is refused with a sentence that says what to do.
describe("createBotInput", () => {
  it("reads the symbol in capitals and fills in what is usual", () => {
    expect(createBotInput.parse(good)).toMatchObject({
      symbol: "BTC/USDT",
      timeframe: "5m",
      riskMode: "balanced",
    });
  });

  test.each([
    ["markup in the name", { name: "<b>Zeus</b>" }, /starts with a letter/],
    ["a name of one letter", { name: "Z" }, /2 to 24/],
    ["a negative capital", { capital: "-5" }, /more than zero/],
    ["no capital", { capital: "0.00" }, /more than zero/],
    ["a capital with an exponent", { capital: "1e309" }, /too many digits/],
    ["a symbol without a slash", { symbol: "BTCUSDT" }, /BASE\/QUOTE/],
    ["an unknown exchange", { exchange: "mtgox" }, /Exchange is one of/],
    ["an unknown timeframe", { timeframe: "7m" }, /Timeframe is one of/],
    ["a field that does not exist", { withdraw: "all" }, /"withdraw" is not known here/],
  ])("refuses %s with a whole sentence", (_what, change, words) => {
    expect(sentenceOf(change)).toMatch(words);
    expect(sentenceOf(change)).toMatch(/[.]$/);
  });
});

describe("nextFreeName", () => {
  it("gives the first free name, whatever its case", () => {
    expect(nextFreeName(new Set())).toBe("Zeus");
    expect(nextFreeName(new Set(["zeus", "athena"]))).toBe("Apollo");
  });

  it("goes into a second round when the list is used up, and never repeats", () => {
    const taken = new Set<string>();
    for (let bot = 0; bot < greekNames.length * 2 + 5; bot++) {
      const name = nextFreeName(taken);
      expect(taken.has(name.toLowerCase())).toBe(false);
      expect(createBotInput.safeParse({ ...good, name }).success).toBe(true);
      taken.add(name.toLowerCase());
    }
  });
});
