import { describe, expect, it, test } from "vitest";
import { Decimal } from "@/server/kernel/money";
import { judgeLevel } from "./judge-level";

const d = (text: string) => new Decimal(text);
const at = (kind: "stop" | "target", price: string, change: object = {}) => {
  const facts = {
    symbol: "BTC/USDT",
    quote: "USDT",
    status: "open",
    tickSize: d("0.01"),
    last: d("100"),
  } as const;
  const judged = judgeLevel(kind, { ...facts, price: d(price), ...change });
  return judged.ok ? judged.value.toFixed() : judged.refusal.message;
};

// Guards a person's hand: what cannot protect is refused with what can.
describe("a level set by hand", () => {
  test.each([
    [
      "stop",
      "100",
      "A stop lies at least one step below the price, now 100 USDT: here from 0.01 to 99.99 USDT.",
    ],
    ["stop", "120", "here from 0.01 to 99.99 USDT."],
    ["stop", "0", "A stop is a price above zero: here from 0.01 to 99.99 USDT."],
    ["stop", "-5", "A stop is a price above zero"],
    ["stop", "97.125", "BTC/USDT moves in steps of 0.01 USDT: write 97.12 or 97.13."],
    ["stop", "0.001", "steps of 0.01 USDT: write 0.01."],
    [
      "target",
      "100",
      "A target lies at least one step above the price, now 100 USDT: here at least 100.01 USDT.",
    ],
    ["target", "90", "here at least 100.01 USDT."],
    ["target", "-1", "A target is a price above zero"],
  ] as const)("a %s at %s says what would be allowed", (kind, price, words) => {
    expect(at(kind, price)).toContain(words);
  });

  it("takes the nearest levels themselves, also where the price lies between two steps", () => {
    expect([at("stop", "99.99"), at("target", "100.01")]).toEqual(["99.99", "100.01"]);
    expect([at("stop", "99.99", { last: d("99.995") }), at("target", "100", { last: d("99.995") })]).toEqual([
      ...["99.99", "100"],
    ]);
  });

  it("of a closed position, and without a price, nothing is set", () => {
    expect(at("stop", "90", { status: "closed" })).toBe(
      "The position in BTC/USDT is closed: only an open one takes a stop.",
    );
    expect(at("stop", "90", { last: null })).toContain("No price of BTC/USDT is known now");
  });
});
