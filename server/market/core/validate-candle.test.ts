import { expect, test } from "vitest";
import { marketMs } from "@/server/kernel/clock";
import { Decimal } from "@/server/kernel/money";
import { validateCandle } from "./validate-candle";

const good = { open: 100, high: 110, low: 90, close: 105, volume: 3 };
const candle = (over: Partial<Record<keyof typeof good, number>>) => {
  const { open, high, low, close, volume } = { ...good, ...over };
  return {
    openAt: marketMs(300_000),
    open: new Decimal(open),
    high: new Decimal(high),
    low: new Decimal(low),
    close: new Decimal(close),
    volume: new Decimal(volume),
  };
};

test.each([
  ["not-a-number", { close: Number.NaN }],
  ["not-a-number", { volume: Number.POSITIVE_INFINITY }],
  ["not-positive", { low: 0 }],
  ["not-positive", { volume: -1 }],
  ["out-of-range", { high: 104 }],
  ["out-of-range", { low: 101 }],
])("a candle is refused as %s", (reason, over) => {
  expect(validateCandle(candle(over))).toBe(reason);
});

test("a sound candle is believed, with or without volume", () => {
  expect(validateCandle(candle({}))).toBeNull();
  expect(validateCandle(candle({ volume: 0, high: 105, low: 100 }))).toBeNull();
});
