import { expect, it } from "vitest";
import { findStrategy, listStrategies } from "@/server/strategy/core/catalog";
import { simulatedColumns } from "../bench/simulated-columns";
import { strategySignals } from "./strategy-signals";

it("without a warm-up the EMA cross speaks from the second candle on", () => {
  const candles = simulatedColumns(3, 1);
  candles.close.set([100, 99, 101]);
  const emaCross = findStrategy("ema-cross");
  const signals = emaCross && strategySignals(emaCross, { fast: 2, slow: 5, trend: 0 }, candles);
  expect([...(signals?.entry ?? [])]).toEqual([0, 0, 1]);
  expect([...(signals?.exit ?? [])]).toEqual([0, 1, 0]);
});

it("answers null exactly where a decision depends on the position", () => {
  const candles = simulatedColumns(50, 1);
  const silent = listStrategies().filter(
    (strategy) => strategySignals(strategy, strategy.paramsSchema.parse({}), candles) === null,
  );
  expect(silent.map(({ id }) => id)).toEqual(["grid", "dca"]);
});
