import { expect, test } from "vitest";
import { readRecordingName } from "./recording-name";

test.each([
  ["BINANCE_BTC-USDT_5m.csv.gz", "binance", "BTC/USDT", "5m"],
  ["BINANCE_BTC-USDT_1h_2017-2024.csv.gz", "binance", "BTC/USDT", "1h"],
  ["luno_BTC-ZAR_1d.csv", "luno", "BTC/ZAR", "1d"],
])("reads market and timeframe from %s", (file, exchange, symbol, timeframe) => {
  const read = readRecordingName(file);
  expect(read).toMatchObject({ ok: true, value: { exchange, symbol, timeframe } });
});

test.each([
  "candles.csv",
  "BINANCE_BTCUSDT_5m.csv",
  "BINANCE_BTC-USDT_7m.csv",
  "NYSE_BTC-USDT_5m.csv",
  "BINANCE_BTC-USDT_5m.txt",
])("refuses %s with a sentence that shows how to name a file", (file) => {
  const read = readRecordingName(file);
  expect(read.ok).toBe(false);
  if (!read.ok) {
    expect(read.refusal.message).toContain(file);
    expect(read.refusal.message).toContain("BINANCE_BTC-USDT_5m.csv.gz");
  }
});
