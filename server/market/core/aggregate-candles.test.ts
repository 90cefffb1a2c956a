import { expect, test } from "vitest";
import { marketMs } from "@/server/kernel/clock";
import { Decimal } from "@/server/kernel/money";
import { aggregateCandles } from "./aggregate-candles";

const START = Date.UTC(2026, 10, 22, 12);
const candle = (minute: number, open: number, high: number, low: number, close: number) => ({
  openAt: marketMs(START + minute * 60_000),
  open: new Decimal(open),
  high: new Decimal(high),
  low: new Decimal(low),
  close: new Decimal(close),
  volume: new Decimal("0.1"),
});
const shown = (candles: ReturnType<typeof aggregateCandles>) =>
  candles.map((each) => [
    (each.openAt - START) / 60_000,
    ...[each.open, each.high, each.low, each.close, each.volume].map(Number),
  ]);

test("a longer candle has the first open, the extremes, the last close and all of the volume", () => {
  const five = [candle(0, 10, 12, 9, 11), candle(5, 11, 15, 10, 14), candle(10, 14, 14, 8, 9)];
  expect(shown(aggregateCandles([...five, candle(15, 9, 10, 9, 10)], "5m", "15m"))).toEqual([
    [0, 10, 15, 8, 9, 0.3],
    [15, 9, 10, 9, 10, 0.1],
  ]);
});

test("a candle whose beginning is missing is left out, a hole inside stays inside", () => {
  const holed = [candle(5, 11, 15, 10, 14), candle(15, 9, 10, 9, 10), candle(25, 10, 11, 7, 8)];
  expect(shown(aggregateCandles(holed, "5m", "15m"))).toEqual([[15, 9, 11, 7, 8, 0.2]]);
});

test("the same timeframe stays as it is", () => {
  const five = [candle(5, 11, 15, 10, 14)];
  expect(aggregateCandles(five, "5m", "5m")).toBe(five);
});
