import { expect, it } from "vitest";
import { toDecimal } from "@/server/kernel/money";
import { disagrees, worthOf } from "./judge-agreement";

it.each([
  ["alone", "100", [], false],
  ["a tenth above", "110", ["100"], false],
  ["a hair more than a tenth above", "110.01", ["100"], true],
  ["more than a tenth below", "89.99", ["100"], true],
  ["of three the one that is off", "150", ["100", "101"], true],
  ["of three one that is right", "100", ["150", "101"], true],
  ["of four one that is right", "100", ["150", "101", "99"], false],
  ["a hundred times", "10000", ["100", "100"], true],
] as const)("a price %s: %s against %j", (_what, own, others, is) => {
  expect(
    disagrees(
      toDecimal(own),
      others.map((one) => toDecimal(one)),
    ),
  ).toBe(is);
});

it("what costs the same is compared: dollars with dollars, rand with rand", () => {
  expect(worthOf("BTC/USDT")).toBe(worthOf("BTC/USD"));
  expect(worthOf("BTC/USDC")).toBe(worthOf("BTC/USD"));
  expect(worthOf("BTC/ZAR")).not.toBe(worthOf("BTC/USD"));
  expect(worthOf("ETH/USD")).not.toBe(worthOf("BTC/USD"));
});
