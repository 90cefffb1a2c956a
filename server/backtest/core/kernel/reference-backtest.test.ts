import { existsSync, readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { expect, it } from "vitest";
import { wholeFile } from "@/server/market/candle-files/candle-file";
import { readCandles } from "../../candle-files/read-candles";
import { backtestOptions, toKernelRules } from "../backtest-options";
import { emaCrossSignals } from "./ema-cross-signals";
import { runMarket } from "./run-market";
import { exitReasons } from "./trade-list";

const TRADES = "../shared/facts/trading/reference_trades_ema_cross_BTC_5m.csv.gz";
const CANDLES = "../shared/facts/market/BINANCE_BTC-USDT_5m.csv.gz";
const CASH = 10_000;

// where the facts are absent this is skipped
it.skipIf(!existsSync(TRADES) || !existsSync(CANDLES))(
  "makes the 2,400 trades of the reference on recorded candles: times, rates, reasons and profit",
  async () => {
    const { candles } = await readCandles(CANDLES, wholeFile, Date.now());
    const reference = gunzipSync(readFileSync(TRADES)).toString("utf8").trim().split("\n").slice(1);
    const equity = new Float64Array(candles.open.length);
    const { trades, cash } = runMarket(
      candles,
      emaCrossSignals(candles.close, { fast: 12, slow: 26, trend: 0 }),
      toKernelRules(backtestOptions.parse({ fill: "freqtrade" }), 300_000),
      { cash: CASH, equity },
    );
    expect(trades.length).toBe(2_400);
    const time = (candle: number | undefined) =>
      `${new Date(candles.openAt[candle ?? -1] as number).toISOString().slice(0, 19).replace("T", " ")}+00:00`;
    reference.forEach((line, index) => {
      const [, openDate, closeDate, openRate, closeRate, , profit, reason] = line.split(",");
      expect([time(trades.openCandle[index]), time(trades.closeCandle[index])]).toEqual([
        openDate,
        closeDate,
      ]);
      expect(exitReasons[trades.reason[index] as number]).toBe(reason);
      expect(Math.abs((trades.openRate[index] as number) - Number(openRate))).toBeLessThan(1e-6);
      expect(Math.abs((trades.closeRate[index] as number) - Number(closeRate))).toBeLessThan(1e-6);
      expect(Math.abs((trades.profit[index] as number) - Number(profit))).toBeLessThan(1e-6);
    });
    expect(Math.abs(cash - CASH - -480.94181)).toBeLessThan(0.001);
    expect(equity.at(-1)).toBe(cash);
  },
);
