import { expect, test } from "vitest";
import { yearReturn } from "./year-return";

const months = (...ratios: readonly string[]) => ratios.map((returnRatio) => ({ returnRatio }));

test("months compound, and an unknown month makes the year unknown", () => {
  expect(yearReturn(months("0.1", "-0.1"))).toBe("-0.01");
  expect(yearReturn(months())).toBe("0");
  expect(yearReturn(months("0.1", "unknown"))).toBeNull();
});
