import { expect, it } from "vitest";
import { toDecimal } from "@/server/kernel/money";
import { moneyWeightedReturn, realProfit, splitFlows, timeWeightedReturn } from "./real-profit";

const flow = (venue: string, amount: string, at = 0) => ({ at, venue, amount: toDecimal(amount) });

it("profit is what is there, less what it began with, less what was put in, plus what was taken out", () => {
  const flows = splitFlows([
    flow("luno", "1000"),
    flow("valr", "500"),
    flow("luno", "250"),
    flow("valr", "-300"),
    flow("valr", "50"),
  ]);
  expect([flows.initial, flows.injected, flows.withdrawn].map((each) => each.toFixed())).toEqual([
    "1500",
    "300",
    "300",
  ]);
  // 1700 there: 1700 − 1500 − 300 + 300
  expect(realProfit(toDecimal("1700"), flows).toFixed()).toBe("200");
});

it("time-weighted: 100 grows to 110, 100 more come, 210 fall to 189: 1.10 × 0.90 − 1 = −1 %", () => {
  const flows = [
    { before: 0, amount: 100 },
    { before: 110, amount: 100 },
  ];
  expect(timeWeightedReturn(flows, 189)).toBeCloseTo(-0.01, 12);
});

it("money-weighted of the same, put in at half time: 100 (1+R) + 100 √(1+R) = 189, so R = -7.2874 %", () => {
  // x = √(1+R): 100 x² + 100 x − 189 = 0, x = (−1 + √8.56) / 2 = 0.962874
  const x = (-1 + Math.sqrt(1 + 4 * 1.89)) / 2;
  const flows = [
    { left: 1, amount: 100 },
    { left: 0.5, amount: 100 },
  ];
  expect(moneyWeightedReturn(flows, 189)).toBeCloseTo(x * x - 1, 10);
});

it("a withdrawal is no loss: 200 grow to 220, 110 are taken, 110 grow to 121: 21 % either way", () => {
  expect(
    timeWeightedReturn(
      [
        { before: 0, amount: 200 },
        { before: 220, amount: -110 },
      ],
      121,
    ),
  ).toBeCloseTo(0.21, 12);
  // 200 × 1.21 − 110 × 1.1 = 121
  const flows = [
    { left: 1, amount: 200 },
    { left: 0.5, amount: -110 },
  ];
  expect(moneyWeightedReturn(flows, 121)).toBeCloseTo(0.21, 10);
});

it("all taken out and put in again: only what was there grows", () => {
  const flows = [
    { before: 0, amount: 100 },
    { before: 120, amount: -120 },
    { before: 0, amount: 50 },
  ];
  expect(timeWeightedReturn(flows, 55)).toBeCloseTo(0.32, 12);
});

it("nothing was ever there: nobody knows a return", () => {
  expect(timeWeightedReturn([], 0)).toBeNull();
  expect(moneyWeightedReturn([], 10)).toBeNull();
  expect(moneyWeightedReturn([{ left: 1, amount: -10 }], 10)).toBeNull();
});
