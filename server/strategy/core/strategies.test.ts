import fc from "fast-check";
import { expect, it } from "vitest";
import { anyColumns, anyParams, windowOf } from "../testing/arbitraries";
import { recordedColumns } from "../testing/recorded-columns";
import { listStrategies } from "./catalog";
import { describeStrategy } from "./describe-strategy";
import { MEMORY_MAX } from "./memory";
import type { CandleWindow, Flags, Holding, Strategy } from "./strategy";

const HOLDING: Holding = { entryPrice: 100, lots: 1, lastPrice: 100, candlesHeld: 1 };
const vectorised = listStrategies().filter(({ signals }) => signals !== null);
const RUNS = 60;
const CANDLE_MS = 300_000;

it.each(vectorised.map((strategy) => [strategy.id, strategy] as const))(
  "%s says the same about a whole series as about the window of its memory, at every candle",
  (_id, strategy) => {
    const spoke = { entry: 0, exit: 0, compared: 0 };
    fc.assert(
      fc.property(anyColumns, anyParams(strategy), (columns, params) => {
        compare(strategy, params, columns, spoke);
      }),
      { numRuns: RUNS },
    );
    expect(spoke.entry, "it must speak, or nothing is proved").toBeGreaterThan(0);
    expect(spoke.exit).toBeGreaterThan(0);
  },
  120_000,
);

const recorded = recordedColumns();
it.skipIf(recorded === null).each(vectorised.map((strategy) => [strategy.id, strategy] as const))(
  "%s does so on recorded candles too",
  (_id, strategy) => {
    if (!recorded) return;
    const spoke = { entry: 0, exit: 0, compared: 0 };
    fc.assert(
      fc.property(fc.nat(recorded.close.length - 3_000), anyParams(strategy), (from, params) => {
        compare(strategy, params, windowOf(recorded, from, from + 3_000), spoke);
      }),
      { numRuns: 8 },
    );
    expect(spoke.compared).toBeGreaterThan(0);
  },
  120_000,
);

/** Compares every candle where either speaks, those beside it, and some of the silent ones. */
function compare(
  strategy: Strategy,
  params: Record<string, unknown>,
  columns: CandleWindow,
  spoke: { entry: number; exit: number; compared: number },
): void {
  const flags = strategy.signals?.(columns, params);
  if (!flags) throw new Error(`${strategy.id} has no form for whole series`);
  const { length } = columns.close;
  const memory = strategy.memory(params, CANDLE_MS);
  const isTold = tellingCandles(flags, Math.max(1, Math.floor(length / 60)));
  for (let end = Math.max(1, strategy.warmup(params)); end <= length; end++) {
    const t = end - 1;
    if (!isTold(t)) continue;
    const window = windowOf(columns, Math.max(0, end - memory), end);
    const enters = strategy.decide(window, params, null).direction === "buy" ? 1 : 0;
    const leaves = strategy.decide(window, params, HOLDING).direction === "sell" ? 1 : 0;
    if (enters !== flags.entry[t] || leaves !== flags.exit[t]) {
      expect({ t, params, enters, leaves }).toEqual({
        t,
        params,
        enters: flags.entry[t],
        leaves: flags.exit[t],
      });
    }
    spoke.entry += enters;
    spoke.exit += leaves;
    spoke.compared += 1;
  }
}

function tellingCandles({ entry, exit }: Flags, stride: number): (t: number) => boolean {
  return (t) => {
    const speaks = entry[t] === 1 || entry[t - 1] === 1;
    return speaks || exit[t] !== exit[t - 1] || t % stride === 0;
  };
}

it("no range of parameters lets a strategy remember more than the limit, and none decides beyond its memory", () => {
  for (const strategy of listStrategies()) {
    fc.assert(
      fc.property(anyParams(strategy), (params) => {
        expect(strategy.memory(params, CANDLE_MS)).toBeLessThanOrEqual(MEMORY_MAX);
        expect(strategy.warmup(params)).toBeLessThanOrEqual(strategy.memory(params, CANDLE_MS));
        expect(strategy.lotsMax(params)).toBeGreaterThanOrEqual(1);
      }),
      { numRuns: 300 },
    );
    const { params } = describeStrategy(strategy);
    const widest = Object.fromEntries(params.map(({ name, max }) => [name, max]));
    expect(strategy.memory(widest, CANDLE_MS), strategy.id).toBeLessThanOrEqual(MEMORY_MAX);
  }
});

it("there are ten strategies and the flags of the candle file, each with a name, words and parameters that stand", () => {
  const all = listStrategies();
  expect(new Set(all.map(({ id }) => id)).size).toBe(11);
  for (const strategy of all) {
    const { params } = describeStrategy(strategy);
    const defaults = strategy.paramsSchema.parse({});
    expect(Object.fromEntries(params.map((one) => [one.name, one.default]))).toEqual(defaults);
    expect(strategy.guidance).toMatch(/[Ff]ails|never trades/);
    for (const { name, min, max } of params) {
      expect(strategy.paramsSchema.safeParse({ ...defaults, [name]: max + 1 }).success, name).toBe(false);
      expect(strategy.paramsSchema.safeParse({ ...defaults, [name]: min - 1 }).success, name).toBe(false);
    }
    expect(strategy.paramsSchema.safeParse({ ...defaults, nonsense: 1 }).success).toBe(false);
  }
});

it("by default nine of eleven decide on fewer than a thousand candles, so that a cycle stays light", () => {
  for (const strategy of listStrategies()) {
    const memory = strategy.memory(strategy.paramsSchema.parse({}), CANDLE_MS);
    const most = strategy.id === "macd-trend" ? 2_000 : 1_000;
    expect(memory, strategy.id).toBeLessThanOrEqual(most);
  }
});
