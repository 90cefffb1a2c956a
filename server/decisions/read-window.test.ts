import { expect, it } from "vitest";
import type { TradingRuntime } from "@/server/execution/runtime";
import { marketMs } from "@/server/kernel/clock";
import { toDecimal } from "@/server/kernel/money";
import type { Candle } from "@/server/market/core/candle";
import { candlesDigest, readWindow } from "./read-window";

const SLOT = marketMs(300_000 * 1_000);
const bot = { exchange: "binance" as const, symbol: "BTC/USDT", timeframe: "5m" };

function scene(stored: number) {
  const asked: number[] = [];
  const candles = Array.from({ length: stored }, (_, index): Candle => {
    const close = toDecimal(String(100 + index));
    const openAt = marketMs(SLOT - (stored - index) * 300_000);
    return { openAt, open: close, high: close, low: close, close, volume: toDecimal("1") };
  });
  let broken = false;
  const loadCandles = async (_at: unknown, _frame: unknown, _slot: unknown, count: number) => {
    asked.push(count);
    if (broken) throw new Error("the database is away");
    return candles.slice(-count);
  };
  return {
    asked,
    candles,
    runtime: { loadCandles } as unknown as TradingRuntime,
    fail: (value: boolean) => {
      broken = value;
    },
  };
}

it("one read of a market serves every bot that needs as many candles or fewer, each its own window and digest", async () => {
  const { asked, candles, runtime } = scene(800);
  const [long, short, again] = await Promise.all([
    readWindow(runtime, bot, SLOT, 600),
    readWindow(runtime, bot, SLOT, 50),
    readWindow(runtime, bot, SLOT, 50),
  ]);
  expect(asked).toEqual([600]);
  expect([long.count, short.count]).toEqual([600, 50]);
  expect(again).toBe(short);
  expect(short.digest).toBe(candlesDigest(candles.slice(-50)));
  expect(short.columns.close).toEqual(long.columns.close.slice(-50));
  expect(short.price.toFixed()).toBe(candles.at(-1)?.close.toFixed());
});

it("whoever needs more has it read again, and then all are served by that", async () => {
  const { asked, runtime } = scene(800);
  await readWindow(runtime, bot, SLOT, 50);
  expect((await readWindow(runtime, bot, SLOT, 700)).count).toBe(700);
  await readWindow(runtime, bot, SLOT, 300);
  expect(asked).toEqual([50, 700]);
});

it("a young market gives what there is, and a read that failed is tried again", async () => {
  const { asked, runtime, fail } = scene(30);
  fail(true);
  await expect(readWindow(runtime, bot, SLOT, 100)).rejects.toThrow("away");
  fail(false);
  expect((await readWindow(runtime, bot, SLOT, 100)).count).toBe(30);
  expect(asked).toEqual([100, 100]);
});
