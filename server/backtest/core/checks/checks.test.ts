import { describe, expect, it } from "vitest";
import { listStrategies } from "@/server/strategy/core/catalog";
import { dca } from "@/server/strategy/core/dca";
import { grid } from "@/server/strategy/core/grid";
import { signals as flagStrategy } from "@/server/strategy/core/signals";
import { buy, hold, type Strategy, sell } from "@/server/strategy/core/strategy";
import { simulatedColumns } from "../../bench/simulated-columns";
import { backtestOptions, toKernelRules } from "../backtest-options";
import { runByCandle } from "../by-candle/run-by-candle";
import { type CandleColumns, marketSignals, type Signals } from "../kernel/candle-columns";
import { sliceColumns } from "../slice-columns";
import { strategySignals } from "../strategy-signals";
import { type AskSignals, checkLookAhead } from "./check-look-ahead";
import { type Checked, checkStrategy } from "./check-strategy";
import { checkWarmUp } from "./check-warm-up";
import { checkWindows } from "./check-windows";
import { simulateTrades } from "./monte-carlo";

const rules = toKernelRules(backtestOptions.parse({}), 300_000);
const candles = simulatedColumns(6_000, 5, 0.003);

/** Enters where a rule says so, of the closes known. */
const rule =
  (says: (close: Float64Array, index: number) => boolean): AskSignals =>
  ({ close }: CandleColumns): Signals =>
    marketSignals(
      Uint8Array.from(close, (_value, index) => (says(close, index) ? 1 : 0)),
      new Uint8Array(close.length),
    );
const at = (close: Float64Array, index: number) => close[index] as number;

describe("look-ahead", () => {
  it("catches a strategy that knows the next close", () => {
    const leaks = rule((close, index) => (close[index + 1] ?? 0) > at(close, index));
    const found = checkLookAhead(leaks, candles, 1);
    expect(found).toMatchObject({ ok: false, words: expect.stringContaining("looks ahead") });
    expect(found.at.length).toBeGreaterThan(0);
  });

  it("catches one that scales by the highest price of the whole series", () => {
    const leaks: AskSignals = (columns) => {
      const highest = columns.close.reduce((a, b) => Math.max(a, b));
      return rule((close, index) => at(close, index) > 0.9 * highest)(columns);
    };
    expect(checkLookAhead(leaks, candles, 1).ok).toBe(false);
  });

  it("catches one that knows the close of the day", () => {
    const leaks = rule((close, index) => (close[index + 287 - (index % 288)] ?? 0) > at(close, index));
    expect(checkLookAhead(leaks, candles, 1).ok).toBe(false);
  });

  it("passes one that looks back only", () => {
    const honest = rule((close, index) => index > 0 && at(close, index) > at(close, index - 1));
    expect(checkLookAhead(honest, candles, 1)).toMatchObject({ ok: true, at: [] });
  });
});

describe("look-ahead of a strategy that is asked candle by candle", () => {
  const play = (strategy: Strategy) =>
    runByCandle(candles, strategy, strategy.paramsSchema.parse({}), rules, { cash: 10_000, equity: null });

  it("catches one that reaches behind its window", () => {
    const decide: Strategy["decide"] = ({ close }, _params, holding) => {
      const next = new Float64Array(close.buffer)[close.byteOffset / 8 + close.length];
      const rises = (next ?? 0) > (close.at(-1) ?? 0);
      if (holding) return rises ? hold("up", "Up", []) : sell("down", "Down", []);
      return rises ? buy(1, "up", "Up", []) : hold("down", "Down", []);
    };
    const leaks = { ...grid, decide } as unknown as Strategy;
    expect(checkWindows(leaks, play, 1)).toMatchObject({ ok: false });
  });

  it.each([grid, dca])("passes $id", (strategy) => {
    const found = checkWindows(strategy as unknown as Strategy, play, 1);
    expect(found).toMatchObject({ ok: true, at: [] });
    expect(found.looked).toBeGreaterThan(100);
  });
});

describe("warm-up", () => {
  const mean = (close: Float64Array, index: number, length: number) => {
    let sum = 0;
    const from = Math.max(0, index + 1 - length);
    for (let place = from; place <= index; place++) sum += at(close, place);
    return sum / (index + 1 - from);
  };
  const aboveMean = rule((close, index) => at(close, index) > mean(close, index, 200));

  it("catches a mean over 200 candles that says it needs 50", () => {
    const found = checkWarmUp(aboveMean, candles, 50, 1);
    expect(found).toMatchObject({ ok: false, words: expect.stringContaining("too short") });
  });

  it("catches one that counts from the first candle it was given", () => {
    const counts = rule((_close, index) => index % 7 === 0);
    expect(checkWarmUp(counts, candles, 50, 1).ok).toBe(false);
  });

  it("passes the same mean with its 200", () => {
    expect(checkWarmUp(aboveMean, candles, 200, 1)).toMatchObject({ ok: true });
  });

  it("says when the period is too short to tell", () => {
    expect(checkWarmUp(aboveMean, candles, 6_000, 1)).toMatchObject({ ok: true, looked: 0 });
  });
});

describe("every strategy of the catalogue", () => {
  for (const strategy of listStrategies().filter(({ signals }) => signals !== null)) {
    it(`${strategy.id} neither looks ahead nor warms up for too short`, () => {
      const params = strategy.paramsSchema.parse({});
      const ask: AskSignals = (columns) => strategySignals(strategy, params, columns) as Signals;
      expect(checkLookAhead(ask, candles, 3)).toMatchObject({ ok: true });
      expect(checkWarmUp(ask, candles, strategy.memory(params, 300_000), 3)).toMatchObject({ ok: true });
    });
  }
});

describe("Monte Carlo", () => {
  const returns = Float64Array.from({ length: 200 }, (_, index) => (index % 2 === 0 ? 0.02 : -0.01));

  it("draws the same distribution for the same seed, and another for another", () => {
    expect(simulateTrades(returns, 300, 7)).toEqual(simulateTrades(returns, 300, 7));
    expect(simulateTrades(returns, 300, 8)).not.toEqual(simulateTrades(returns, 300, 7));
  });

  it("spreads around what the trades earned, and knows how deep it can fall", () => {
    const drawn = simulateTrades(returns, 1_000, 7);
    const earned = 1.02 ** 100 * 0.99 ** 100 - 1;
    const [low, middle, high] = [drawn?.totalReturn.p5, drawn?.totalReturn.p50, drawn?.totalReturn.p95].map(
      Number,
    );
    expect(middle).toBeGreaterThan(earned * 0.85);
    expect(middle).toBeLessThan(earned * 1.15);
    expect(low).toBeLessThan(middle as number);
    expect(high).toBeGreaterThan(middle as number);
    expect(Number(drawn?.maxDrawdown.p95)).toBeGreaterThan(0.03);
    expect(drawn?.histogram.reduce((sum, { runs }) => sum + runs, 0)).toBe(1_000);
  });

  it("says nothing about fewer than ten trades", () => {
    expect(simulateTrades(returns.slice(0, 9), 100, 1)).toBeNull();
  });
});

describe("every run is checked", () => {
  const peeker = (asked: Strategy["signals"]): Checked => ({
    strategy: { ...grid, id: "peeker", signals: asked } as unknown as Strategy,
    params: grid.paramsSchema.parse({}),
    rules,
    cash: 10_000,
    candles,
  });

  it("finds out one that seldom trades and looks one candle ahead, by any seed", () => {
    // in one candle of a hundred it knows the next close
    const asked: Strategy["signals"] = ({ close }) => ({
      entry: Uint8Array.from(close, (now, index) =>
        index % 100 === 7 && (close[index + 1] ?? 0) > now ? 1 : 0,
      ),
      exit: new Uint8Array(close.length),
    });
    for (let seed = 0; seed < 20; seed++) {
      const { lookAhead } = checkStrategy(peeker(asked), seed);
      expect(lookAhead).toMatchObject({ ok: false, ran: true });
    }
  });

  it("finds out one on a handful of candles", () => {
    const few = sliceColumns(candles, { from: 0, until: 8 });
    const asked: Strategy["signals"] = ({ close }) => ({
      entry: Uint8Array.from(close, (now, index) => ((close[index + 1] ?? 0) > now ? 1 : 0)),
      exit: new Uint8Array(close.length),
    });
    expect(checkStrategy({ ...peeker(asked), candles: few }, 1).lookAhead.ok).toBe(false);
  });

  it("says that it could not run, and does not call that passed", () => {
    const two = sliceColumns(candles, { from: 0, until: 2 });
    const honest: Strategy["signals"] = ({ close }) => ({
      entry: new Uint8Array(close.length),
      exit: new Uint8Array(close.length),
    });
    const short = checkStrategy({ ...peeker(honest), candles: two }, 1);
    expect([short.lookAhead.ran, short.warmUp.ran]).toEqual([false, false]);
    const flags = checkStrategy({ ...peeker(honest), strategy: flagStrategy as unknown as Strategy }, 1);
    expect(flags.lookAhead).toMatchObject({ ran: false, words: expect.stringMatching(/only their maker/) });
  });

  it("cuts the flags that come with the candles as it cuts the candles", () => {
    const flags = {
      entry: Uint8Array.from(candles.open, (_open, index) => (index % 5 === 0 ? 1 : 0)),
      exit: new Uint8Array(candles.open.length),
    };
    const asked: Strategy["signals"] = ({ close, flags: given }) => ({
      entry: given?.entry.slice() ?? new Uint8Array(close.length),
      exit: new Uint8Array(close.length),
    });
    const { lookAhead } = checkStrategy({ ...peeker(asked), candles: { ...candles, flags } }, 1);
    expect(lookAhead).toMatchObject({ ok: true, ran: true });
  });
});
