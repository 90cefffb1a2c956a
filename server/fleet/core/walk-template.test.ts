import { expect, it } from "vitest";
import { emptyColumns } from "@/server/backtest/core/kernel/candle-columns";
import { uniformStream } from "@/server/market/core/simulation/seeded-random";
import type { CandleSeries } from "./replay-template";
import { survives, type TemplateDraft } from "./template";
import { walkTemplate } from "./walk-template";

const HOUR_MS = 3_600_000;
const CANDLES = 24 * 400;

/** Hourly candles that wander, up and down with equal odds. */
function wander(seed: number): CandleSeries {
  const random = uniformStream(seed);
  const candles = emptyColumns(CANDLES);
  let price = 100;
  for (let hour = 0; hour < CANDLES; hour++) {
    const next = price * (1 + 0.01 * (random() - 0.5));
    candles.openAt[hour] = hour * HOUR_MS;
    candles.open[hour] = price;
    candles.close[hour] = next;
    candles.high[hour] = Math.max(price, next);
    candles.low[hour] = Math.min(price, next);
    candles.volume[hour] = 1;
    price = next;
  }
  return { file: `wander-${seed}`, candles };
}

const draft: TemplateDraft = {
  id: "averages",
  strategy: "ema-cross",
  params: { fast: 5, slow: 15, trend: 0 },
  nearby: [{ fast: 8, slow: 24, trend: 0 }],
  timeframe: "1h",
  riskMode: "balanced",
  stop: 0.03,
  takeProfit: 1,
  trailing: 0.5,
  words: "",
};
const plan = { mode: "anchored", fitDays: 60, judgeDays: 60 } as const;
const rules = { fee: 0.001, slippage: 0.0005, plan };

it("what trades on chance loses its fees, and does not survive", () => {
  const series = [1, 2, 3].map(wander);
  const run = walkTemplate(draft, series, rules);
  expect(run).toMatchObject({ folds: 6, sets: 2 });
  if (!run) return;
  expect(run.asGiven.trades).toBeGreaterThan(100);
  expect(run.asGiven.return).toBeLessThan(0);
  expect(survives({ exchange: "binance", fee: 0.001, slippage: 0.0005, runs: [run] })).toBe(false);
});

it("costs what the fee costs: the same trades lose more where each side is dearer", () => {
  const series = [wander(4)];
  const returns = [0, 0.001, 0.004, 0.006].map(
    (fee) => walkTemplate(draft, series, { ...rules, fee })?.asGiven.return,
  );
  expect(returns).toEqual([...returns].sort((a, b) => (b ?? 0) - (a ?? 0)));
});

it("chooses by what lies behind a fold alone: whatever comes later, the choice is the same", () => {
  const past = wander(7);
  const single = { ...rules, plan: { mode: "anchored", fitDays: 60, judgeDays: 340 } as const };
  const cut = 24 * 60;
  const chosen = [8, 9, 10, 11, 12].map((seed) => {
    const future = wander(seed);
    const candles = { ...future.candles };
    for (const name of ["open", "high", "low", "close"] as const)
      candles[name] = future.candles[name].map((price, hour) =>
        hour < cut ? (past.candles[name][hour] as number) : price,
      );
    const own = walkTemplate(draft, [{ file: "", candles }], single);
    const [other] = draft.nearby;
    const nearby = walkTemplate(
      { ...draft, params: other ?? {}, nearby: [] },
      [{ file: "", candles }],
      single,
    );
    expect(own?.folds).toBe(1);
    expect(own?.asGiven).not.toEqual(nearby?.asGiven);
    return JSON.stringify(own?.walkForward) === JSON.stringify(own?.asGiven) ? "own" : "nearby";
  });
  expect(new Set(chosen).size).toBe(1);
});

it("says nothing of too few candles", () => {
  const { file, candles } = wander(6);
  const few = Object.fromEntries(
    Object.entries(candles).map(([name, column]) => [name, column.slice(0, 24 * 60)]),
  );
  expect(walkTemplate(draft, [{ file, candles: few as typeof candles }], rules)).toBeNull();
});
