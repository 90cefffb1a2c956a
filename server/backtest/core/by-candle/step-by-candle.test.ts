import { expect, it } from "vitest";
import { dca } from "@/server/strategy/core/dca";
import type { Strategy } from "@/server/strategy/core/strategy";
import { simulatedColumns } from "../../bench/simulated-columns";
import { backtestOptions, toKernelRules } from "../backtest-options";
import { runByCandle, stepByCandle } from "./run-by-candle";

const CASH = 10_000;
const candles = simulatedColumns(9_000, 7, 0.004);
const rules = toKernelRules(backtestOptions.parse({ stop: 0.2, timeStopMinutes: 600 }), 300_000);
const strategy = dca as unknown as Strategy;
const params = strategy.paramsSchema.parse({});

it.each([0, 700])(
  "cut off, a run sells what it holds and leaves the trades before as they were (from %i)",
  (from) => {
    const equity = new Float64Array(candles.close.length - from);
    const steps = stepByCandle(candles, strategy, params, rules, { cash: CASH, equity, from });
    expect(steps.next(false).done).toBe(false);
    expect(steps.next(false).done).toBe(false);
    const ended = steps.next(true);
    if (!ended.done) throw new Error("It went on.");
    const { run, candles: passed } = ended.value;
    expect(passed).toBeGreaterThan(2_048);
    expect(passed).toBeLessThan(candles.close.length - from);
    const whole = runByCandle(candles, strategy, params, rules, { cash: CASH, equity: null, from });
    const closedBefore = ({ trades }: typeof run) =>
      Array.from({ length: trades.length }, (_none, at) => [
        trades.closeCandle[at],
        trades.profit[at],
      ]).filter(([closed]) => (closed as number) < passed - 1);
    expect(closedBefore(run).length).toBeGreaterThan(3);
    expect(closedBefore(run)).toEqual(closedBefore(whole));
    expect(equity[passed - 1]).toBe(run.cash);
    const earned = run.trades.profit.subarray(0, run.trades.length).reduce((sum, one) => sum + one, 0);
    expect(run.cash - CASH).toBeCloseTo(earned, 6);
  },
);
