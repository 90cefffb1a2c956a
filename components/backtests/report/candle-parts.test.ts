import { describe, expect, it } from "vitest";
import type { ReportTrade } from "@/server/backtest/core/backtest-view";
import { candleParts, stepOf, widthsOf } from "./candle-parts";

const MINUTE = 60_000;
const at = (minutes: number): string => new Date(minutes * MINUTE).toISOString();
const chart = Array.from({ length: 200 }, (_, index) => ({
  at: at(index * 15),
  open: "10",
  high: String(11 + index),
  low: String(9 - index / 100),
  close: "10.5",
}));
const trade = (open: number, close: number): ReportTrade => ({
  symbol: "BTC/USDT",
  openAt: at(open),
  closeAt: at(close),
  openRate: "10",
  closeRate: "11",
  amount: "1",
  profit: "1",
  profitRatio: "0.1",
  fees: "0.01",
  exitReason: "stop_loss",
});

describe("candles of a report", () => {
  it("joins candles without losing a high or low, and marks trades on the candle they lie in", () => {
    const { places, marks, holds } = candleParts({
      chart,
      trades: [trade(20, 100)],
      together: 4,
      selected: null,
    });
    expect(places).toHaveLength(50);
    expect(places[0]?.row).toMatchObject({ open: 10, high: 14, low: 8.97, close: 10.5 });
    expect(marks).toEqual([
      { atMs: 0, side: "buy", label: "Buy" },
      { atMs: 60 * MINUTE, side: "sell", label: "Stop" },
    ]);
    expect(holds).toEqual([{ fromMs: 0, untilMs: 60 * MINUTE }]);
  });

  it("shows the candles around one trade, with its entry and no other trade", () => {
    const selected = trade(1_500, 1_515);
    const parts = candleParts({ chart, trades: [trade(0, 15), selected], together: 1, selected });
    expect(parts.places[0]?.atMs).toBe((1_500 - 40 * 15) * MINUTE);
    expect(parts.marks).toHaveLength(2);
    expect(parts.levels).toEqual([{ kind: "entry", price: "10", fromMs: 1_500 * MINUTE }]);
  });

  it("offers widths people know, the last with everything in sight", () => {
    expect(stepOf(chart)).toBe(15 * MINUTE);
    expect(widthsOf(60, 15 * MINUTE, 80)).toEqual([1]);
    expect(widthsOf(1_440, 30 * MINUTE, 80)).toEqual([1, 4, 24]);
    expect(widthsOf(2_000, 7 * MINUTE, 80).at(-1)).toBeGreaterThanOrEqual(25);
  });
});
