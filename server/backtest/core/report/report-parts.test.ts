import { expect, it } from "vitest";
import { simulatedColumns } from "../../bench/simulated-columns";
import type { FlatTrade } from "./flat-trades";
import { monthTable } from "./month-table";
import { thinCandles, thinEquity } from "./thin-equity";

const DAY_MS = 86_400_000;
const START = Date.UTC(2026, 0, 1);
const hours = (count: number) =>
  Float64Array.from({ length: count }, (_, hour) => START + (hour + 1) * 3_600_000);

it("a thinned curve keeps its deepest fall, its last point and the order of time", () => {
  const equity = Float64Array.from({ length: 50_000 }, (_, index) => 1_000 + index / 100);
  equity[31_337] = 400;
  const points = thinEquity({ at: hours(50_000), equity, hold: null, start: 1_000 });
  expect(points.length).toBeLessThanOrEqual(2_000);
  const deepest = Math.max(...points.map(({ drawdown }) => Number(drawdown)));
  expect(deepest).toBeCloseTo(1 - 400 / (1_000 + 313.36), 9);
  expect(points.at(-1)?.equity).toBe("1499.99");
  const times = points.map(({ at }) => at);
  expect(times).toEqual([...times].sort());
});

it("joined candles keep the extremes of those they are made of", () => {
  const candles = simulatedColumns(9_001, 4);
  const chart = thinCandles(candles);
  expect(chart.length).toBeLessThanOrEqual(2_000);
  expect(Math.max(...chart.map(({ high }) => Number(high)))).toBe(
    candles.high.reduce((a, b) => Math.max(a, b)),
  );
  expect(Math.min(...chart.map(({ low }) => Number(low)))).toBe(candles.low.reduce((a, b) => Math.min(a, b)));
  expect(Number(chart.at(-1)?.close)).toBe(candles.close.at(-1));
});

it("months follow each other without a gap: each begins with what the one before ended with", () => {
  const at = hours(24 * 59);
  const equity = at.map((now) => (now <= START + 31 * DAY_MS ? 1_100 : 990));
  const trade = { closeAt: START + 40 * DAY_MS, profit: -110 } as FlatTrade;
  expect(monthTable({ at, equity, hold: null, start: 1_000 }, [trade])).toEqual([
    { month: "2026-01", trades: 0, wins: 0, returnRatio: "0.1", profit: "100" },
    { month: "2026-02", trades: 1, wins: 0, returnRatio: "-0.1", profit: "-110" },
  ]);
});
