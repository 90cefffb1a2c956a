import { expect, it } from "vitest";
import { formatBps, formatFraction, formatMs } from "./execution-figures";

it("figures of execution carry their unit, and n/a where nothing was measured", () => {
  expect([formatBps(1.204), formatBps(-3), formatBps(0), formatBps(null)]).toEqual([
    "+1.20\u00a0bp",
    "\u22123.00\u00a0bp",
    "0.00\u00a0bp",
    "n/a",
  ]);
  expect([formatMs(0.4), formatMs(999), formatMs(1_250), formatMs(186_000), formatMs(null)]).toEqual([
    "0\u00a0ms",
    "999\u00a0ms",
    "1.25\u00a0s",
    "3.1\u00a0min",
    "n/a",
  ]);
  expect([formatFraction(0.985), formatFraction(0), formatFraction(null)]).toEqual([
    "98.50\u00a0%",
    "0.00\u00a0%",
    "n/a",
  ]);
});
