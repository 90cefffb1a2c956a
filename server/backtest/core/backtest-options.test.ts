import { expect, it } from "vitest";
import { backtestOptions, toKernelRules } from "./backtest-options";

const rulesOf = (options: object) => toKernelRules(backtestOptions.parse(options), 300_000);

it("the defaults are the ones documented: stake 100 of 10,000, 0.1 % fee, 2 % stop, strict", () => {
  const options = backtestOptions.parse({});
  expect(options).toMatchObject({
    stake: 100,
    wallet: 10_000,
    fee: 0.001,
    slippage: 0,
    stop: 0.02,
    fill: "strict",
  });
  expect(rulesOf({}).trailing.on).toBe(false);
});

it("a stop of 0 is no stop", () => {
  expect(rulesOf({ stop: 0 }).stopRatio).toBe(1);
});

it("the ROI table is put in order of minutes", () => {
  const { roiMinutes, roiRatios } = rulesOf({ roi: { "120": 0.01, "0": 0.1, "60": 0.05 } });
  expect([...roiMinutes]).toEqual([0, 60, 120]);
  expect([...roiRatios]).toEqual([0.1, 0.05, 0.01]);
});

it("a trailing stop may be written in short, in full, or in freqtrade's words", () => {
  const full = { on: true, positiveRatio: 0.01, offsetRatio: 0.02, onlyAboveOffset: true, fromHigh: false };
  expect(rulesOf({ trailing: { positive: 0.01, offset: 0.02, onlyAboveOffset: true } }).trailing).toEqual(
    full,
  );
  const words = {
    trailing_stop: true,
    trailing_stop_positive: 0.01,
    trailing_stop_positive_offset: 0.02,
    trailing_only_offset_is_reached: true,
  };
  expect(rulesOf({ trailing: words }).trailing).toEqual(full);
  expect(rulesOf({ trailing: 0.01 }).trailing).toMatchObject({
    on: true,
    positiveRatio: 0.01,
    offsetRatio: 0,
  });
  expect(rulesOf({ trailing: true }).trailing).toMatchObject({ on: true, positiveRatio: Number.NaN });
});

it.each([
  { fee: 0.5 },
  { stop: 1 },
  { stake: 0 },
  { fill: "best" },
  { roi: { soon: 0.1 } },
  { trailing: { onlyAboveOffset: true } },
  { unknown: 1 },
])("refuses %j", (options) => {
  expect(backtestOptions.safeParse(options).success).toBe(false);
});
