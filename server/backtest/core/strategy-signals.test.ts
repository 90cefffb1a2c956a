import fc from "fast-check";
import { expect, it } from "vitest";
import { emaCross } from "@/server/strategy/core/ema-cross";
import { DECISION_WINDOW, type Strategy } from "@/server/strategy/core/strategy";
import { simulatedColumns } from "../bench/simulated-columns";
import { signalsByCandle, strategySignals } from "./strategy-signals";

// parameters pass the schema first, which makes the cast safe
const strategy = emaCross as unknown as Strategy;

it("the EMA cross says the same about a whole series as about each candle, once it is warm", () => {
  fc.assert(
    fc.property(
      fc.nat(1e6),
      fc.integer({ min: 2, max: 12 }),
      fc.integer({ min: 1, max: 20 }),
      fc.constantFrom(0, 15),
      (seed, fast, more, trend) => {
        const params = emaCross.paramsSchema.parse({ fast, slow: fast + more, trend });
        const candles = simulatedColumns(Math.min(300, DECISION_WINDOW), seed);
        const whole = strategySignals(strategy, params, candles);
        const each = signalsByCandle(strategy, params, candles);
        const warm = emaCross.warmup(params);
        expect(whole.entry.slice(warm)).toEqual(each.entry.slice(warm));
        expect(whole.exit.slice(warm)).toEqual(each.exit.slice(warm));
      },
    ),
    { numRuns: 40 },
  );
});

it("without a warm-up the EMA cross speaks from the second candle on", () => {
  const candles = simulatedColumns(3, 1);
  candles.close.set([100, 99, 101]);
  const { entry, exit } = strategySignals(strategy, { fast: 2, slow: 5, trend: 0 }, candles);
  expect([...entry]).toEqual([0, 0, 1]);
  expect([...exit]).toEqual([0, 1, 0]);
});
