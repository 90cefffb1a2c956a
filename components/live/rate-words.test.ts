import { expect, it } from "vitest";
import type { RateView } from "@/server/portfolio/core/display-view";
import { timesText } from "../ui/decimal-text";
import { rateWords } from "./rate-words";

const told = { display: "ZAR", kind: "simulated", ageOf: () => 3_000 } as const;
const part: RateView = {
  currency: "USDT",
  equity: "10",
  rate: "17.35",
  worth: "173.5",
  missing: null,
  legs: [{ exchange: "valr", symbol: "USDT/ZAR", price: "17.35", inverse: false, tickWallAt: "" }],
};

it("a rate says its kind of prices, its market, that it is the middle, and its age", () => {
  expect(rateWords(part, told)).toBe(
    "1 USDT = 17.35 ZAR by simulated prices: USDT/ZAR at VALR, mid 17.35, 3\u00a0s old",
  );
  const missing = "USDT has no rate: USDT/ZAR at VALR has no price yet.";
  expect(rateWords({ ...part, rate: null, missing }, told)).toBe(missing);
});

it("an amount is converted in the browser to the digit the server would print", () => {
  expect(timesText("-100.01", "17.3333")).toBe("-1733.503333");
  expect(timesText("0.000000000000000001", "0.5")).toBe("0");
  expect(timesText("1", "1e5")).toBeNull();
});
