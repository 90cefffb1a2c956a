import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { wholeFile } from "@/server/market/candle-files/candle-file";
import { readCandles } from "./candle-files/read-candles";
import { backtestOptions } from "./core/backtest-options";
import { longestUnderWaterMs } from "./core/metrics/equity-drawdown";
import { runBacktest } from "./run-backtest";
import { candleFile, DAY, FIVE, lines, type Row } from "./testing/candle-text";

const folder = mkdtempSync(path.join(tmpdir(), "amarktai-figures-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let written = 0;

async function replay(text: string, options: object, strategy = "signals", suffix = ".csv") {
  written += 1;
  const file = path.join(folder, `${written}${suffix}`);
  writeFileSync(file, text);
  const run = runBacktest(
    {
      file: await readCandles(file, wholeFile, Date.now()),
      fine: null,
      strategy,
      params: strategy === "signals" ? {} : { fast: 2, slow: 4 },
      options: backtestOptions.parse(options),
    },
    () => 0,
  );
  if (!run.ok) throw new Error(run.refusal.message);
  return run.value.answer;
}

const whole = { stake: 10_000, wallet: 10_000, fee: 0, stop: 0 };
/** Held from the second candle on; the prices are opens and closes. */
const heldAll = (prices: readonly number[], step: number) =>
  lines(prices.map((price, index): Row => ({ at: index * step, price, enter: index === 0 })));

describe("money that is not there", () => {
  it("counts each entry that was refused for want of funds, and says what it would have needed", async () => {
    const rows = Array.from({ length: 8 }, (_, index) => ({ at: index * FIVE, price: 100, enter: true }));
    const { trades, refused } = await replay(lines(rows), { stake: 10_000, wallet: 10_000, fee: 0.001 });
    expect(trades).toEqual([]);
    // the wish on the last candle but one would be acted on at the last, where nothing is opened any more
    expect(refused).toMatchObject({ funds: 6, small: 0 });
    expect(refused.words).toMatch(/6 entries were refused for want of funds.*10010/);
  });

  it("tells too small from too dear, and says nothing when every entry was bought", async () => {
    const rows = Array.from({ length: 8 }, (_, index) => ({
      at: index * FIVE,
      price: 100,
      enter: index === 1,
    }));
    const small = await replay(lines(rows), { stake: 4, minNotional: 5, wallet: 100 });
    expect(small.refused).toMatchObject({ funds: 0, small: 1, words: expect.stringMatching(/too small/) });
    const fine = await replay(lines(rows), { stake: 10, minNotional: 5, wallet: 100 });
    expect(fine.refused).toEqual({ funds: 0, small: 0, words: null });
  });
});

describe("time by the clock", () => {
  it("is under water for the time that passed, whatever is missing before or in it", async () => {
    const prices = [100, 100, 99, 99, 99, 101, 101, 101];
    const far = 48 * 3_600_000;
    const rows = prices.map((price, index) => ({ at: index * FIVE, price, enter: index === 0 }));
    const after = [0, 1, 2, 3].map((index) => ({ at: far + index * FIVE, price: 101 }));
    const gapAfter = await replay(lines([...rows, ...after]), whole);
    expect(gapAfter.metrics.equity.maxDrawdownMs).toBe(3 * FIVE);
    const inside = rows.map((row, index) => ({ ...row, at: row.at + (index > 3 ? far : 0) }));
    const gapInside = await replay(lines(inside), whole);
    expect(gapInside.metrics.equity.maxDrawdownMs).toBe(3 * FIVE + far);
  });

  it("agrees with the sum of the candles' own lengths where none is missing, for any walk", () => {
    const walk = fc.array(fc.integer({ min: 90, max: 110 }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(walk, fc.constantFrom(FIVE, DAY), (values, step) => {
        let [high, below, longest] = [100, 0, 0];
        for (const value of values) {
          below = value < high ? below + step : 0;
          high = Math.max(high, value);
          longest = Math.max(longest, below);
        }
        const at = Float64Array.from(values, (_value, index) => (index + 1) * step);
        expect(longestUnderWaterMs(100, { at, value: Float64Array.from(values) }, 0)).toBe(longest);
      }),
    );
  });

  it("gives holding and a strategy that only holds one growth a year, over any candles", async () => {
    const price = fc.integer({ min: 50, max: 200 });
    const series = fc.array(price, { minLength: 4, maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(series, fc.constantFrom(FIVE, DAY), async (prices, step) => {
        // bought at the open of the second candle, which is the first one's price: holding bought there too
        const { metrics } = await replay(heldAll([100, 100, ...prices], step), whole);
        const { trades, daily, buyAndHold } = metrics;
        expect(trades.cagr).toBeCloseTo(buyAndHold?.cagr ?? Number.NaN, 6);
        expect(daily.cagr).toBeCloseTo(buyAndHold?.cagr ?? Number.NaN, 6);
        const days = Math.max(1, ((prices.length + 2) * step) / DAY);
        expect(daily.cagr).toBeCloseTo(((prices.at(-1) ?? 0) / 100) ** (365 / days) - 1, 4);
      }),
      { numRuns: 20 },
    );
  });

  it("is exposed until the close at which the rest is sold, and until an exit's open", async () => {
    const rows = Array.from({ length: 10 }, (_, index) => ({
      at: index * DAY,
      price: 100,
      enter: index === 0,
    }));
    const kept = await replay(lines(rows), { fee: 0, stop: 0 });
    expect(kept.metrics.trades.exposure).toBeCloseTo(0.9, 12);
    expect(kept.metrics.trades.averageDurationMs).toBe(9 * DAY);
    const left = await replay(lines(rows.map((row, index) => ({ ...row, leave: index === 4 }))), {
      fee: 0,
      stop: 0,
    });
    expect(left.metrics.trades.exposure).toBeCloseTo(0.4, 12);
    // one that is stopped in the candle it began in was exposed in that candle
    const falls = rows.map((row, index) => ({
      ...row,
      price: index < 2 ? 100 : 50,
      low: index === 1 ? 50 : undefined,
    }));
    const stopped = await replay(lines(falls), { fee: 0, stop: 0.1 });
    expect(stopped.trades).toHaveLength(1);
    expect(stopped.metrics.trades.exposure).toBeCloseTo(0.1, 12);
  });
});

describe("what is undefined is null", () => {
  it("a first loss is a drawdown of the trades", async () => {
    const prices = [100, 100, 100, 50, 50, 50, 50, 50, 100, 100];
    const rows = prices.map((price, index) => ({
      at: index * DAY,
      price,
      enter: index === 0 || index === 5,
      leave: index === 2 || index === 7,
    }));
    const { metrics } = await replay(lines(rows), { ...whole, stake: 5_000 });
    expect(metrics.trades).toMatchObject({ maxDrawdownRelative: 0.25, maxDrawdownAbsolute: 2_500 });
    expect(metrics.trades.calmar).not.toBeNull();
  });

  it("constant growth gives no ratio, whatever its pace and however its prices are rounded", async () => {
    const pace = fc.double({ min: 0.0005, max: 0.05, noNaN: true });
    const decimals = fc.integer({ min: 7, max: 10 });
    await fc.assert(
      fc.asyncProperty(pace, decimals, fc.integer({ min: 5, max: 60 }), async (growth, digits, days) => {
        const prices = Array.from({ length: days }, (_, day) =>
          Number((100 * (1 + growth) ** day).toFixed(digits)),
        );
        const { metrics } = await replay(heldAll(prices, DAY), { ...whole, lot: 0 });
        // the first day holds cash, as does holding on the day it is bought
        const { sortino, calmar, omega } = metrics.daily;
        expect([sortino, calmar, omega]).toEqual([null, null, null]);
        expect(metrics.trades.sharpe).toBeNull();
        expect(metrics.trades.sortino).toBeNull();
        expect(Math.abs(metrics.daily.sharpe ?? 0)).toBeLessThan(1_000);
      }),
      { numRuns: 25 },
    );
  });

  it("equity that never moves has neither ratios nor a drawdown nor time under water", async () => {
    const amount = fc.integer({ min: 1, max: 99_999 }).map((cents) => cents / 700);
    await fc.assert(
      fc.asyncProperty(amount, fc.integer({ min: 3, max: 9_000 }), async (price, stake) => {
        const rows = Array.from({ length: 40 }, (_, index) => ({
          at: index * DAY,
          price: Number(price.toFixed(6)),
          enter: index % 4 === 0,
          leave: index % 4 === 2,
        }));
        const { metrics } = await replay(lines(rows), { ...whole, stake });
        const { trades, daily, equity } = metrics;
        expect(trades).toMatchObject({ wins: 0, losses: 0, sharpe: null, profitFactor: null, sqn: null });
        expect(daily).toMatchObject({
          sharpe: null,
          sortino: null,
          omega: null,
          calmar: null,
          maxDrawdown: 0,
        });
        expect(equity).toMatchObject({ maxDrawdownMs: 0, maxDrawdownRelative: 0 });
      }),
      { numRuns: 25 },
    );
  });
});

describe("candles as programs write them", () => {
  it("reads numbers with an exponent in a table as in JSON, to the same candle", async () => {
    const table = candleFile([
      "1704067200000,1.234e-05,1.3E-05,1.2e-05,1.25e-5,1.5e+09",
      "1704067500000,1.234e-05,1.3e-05,1.2e-05,1.234e-05,1e3",
      "1704067800000,1.234e-05,1.3e-05,1.2e-05,1.234e-05,0.15e1",
    ]);
    writeFileSync(path.join(folder, "sci.csv"), table);
    const json = [
      [1704067200000, 1.234e-5, 1.3e-5, 1.2e-5, 1.25e-5, 1.5e9],
      [1704067500000, 1.234e-5, 1.3e-5, 1.2e-5, 1.234e-5, 1e3],
      [1704067800000, 1.234e-5, 1.3e-5, 1.2e-5, 1.234e-5, 1.5],
    ];
    writeFileSync(path.join(folder, "sci.json"), JSON.stringify(json));
    const [csv, same] = [
      await readCandles(path.join(folder, "sci.csv"), wholeFile, Date.now()),
      await readCandles(path.join(folder, "sci.json"), wholeFile, Date.now()),
    ];
    expect(csv.candles).toEqual(same.candles);
    expect([...csv.candles.volume]).toEqual([1.5e9, 1_000, 1.5]);
  });

  it.each(["1e", "e5", "1e5.5", "1e-40", "1e400", "-1e5", "1,5", "NaN", "0x1p3"])(
    "refuses %j",
    async (text) => {
      writeFileSync(
        path.join(folder, "bad.csv"),
        candleFile([`1704067200000,${text},1e9,1e-9,1,1`, "1704067500000,1,1,1,1,1"]),
      );
      await expect(readCandles(path.join(folder, "bad.csv"), wholeFile, Date.now())).rejects.toThrow(
        /row 1|one candle/,
      );
    },
  );
});
