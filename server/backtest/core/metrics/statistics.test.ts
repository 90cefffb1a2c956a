import { describe, expect, test } from "vitest";
import { uniformStream } from "@/server/market/core/simulation/seeded-random";
import { answerMetricCases } from "./answer-metric-cases";
import { bootstrapInterval } from "./bootstrap-interval";
import { toDailyEquity } from "./daily-equity";
import { dailyStatistics } from "./daily-statistics";
import { equityDrawdown, ulcerIndex } from "./equity-drawdown";
import { normalBelow, normalQuantile } from "./normal-distribution";
import { referenceOrder } from "./reference-order";
import { deviationOfSample, meanOfSample, shapeOfSample } from "./sample-moments";
import { deflatedSharpe, expectedBestSharpe, probabilisticSharpe } from "./sharpe-significance";
import { tailRisk } from "./value-at-risk";

const DAY = 86_400_000;

describe("daily equity", () => {
  test("takes the last point of each UTC day and carries it over days without one", () => {
    const at = Float64Array.from([0.5, 1, 1.25, 3.5].map((day) => day * DAY));
    const value = Float64Array.from([101, 102, 90, 99]);
    const { equity, returns } = toDailyEquity(100, { at, value });
    expect([...equity]).toEqual([102, 90, 90, 99]);
    [0.02, 90 / 102 - 1, 0, 0.1].forEach((wanted, index) => {
      expect(returns[index]).toBeCloseTo(wanted, 12);
    });
  });

  test("gives the ratios of its textbook formulas", () => {
    const returns = Float64Array.from([0.01, -0.02, 0.03, 0]);
    let now = 100;
    const equity = returns.map((value) => {
      now *= 1 + value;
      return now;
    });
    const found = dailyStatistics(
      { startingBalance: 100, days: 4 },
      { equity, returns },
      null,
      uniformStream(1),
    );
    expect(found.annualReturn).toBeCloseTo(0.005 * 365, 12);
    // sample σ of 0.01, −0.02, 0.03, 0 is √(0.0013 / 3)
    expect(found.sharpe).toBeCloseTo((0.005 / Math.sqrt(0.0013 / 3)) * Math.sqrt(365), 10);
    expect(found.sortino).toBeCloseTo((0.005 / Math.sqrt(0.0004 / 4)) * Math.sqrt(365), 10);
    expect(found.omega).toBeCloseTo(2, 12);
    expect(found.maxDrawdown).toBeCloseTo(0.02, 12);
    expect(found.cagr).toBeCloseTo((1.01 * 0.98 * 1.03) ** (365 / 4) - 1, 6);
    expect(found.deflatedSharpe).toBeNull();
    expect(found.valueAtRisk95).toBeNull();
  });
});

test("drawdowns count from the starting balance; the ulcer index is their root mean square", () => {
  expect(equityDrawdown(100, [90, 95, 110, 99, 104.5])).toEqual({
    absolute: 11,
    relative: 0.1,
    longest: 2,
    lasting: 2,
  });
  expect(ulcerIndex(100, [90, 100])).toBeCloseTo(Math.sqrt(0.01 / 2), 12);
  expect(equityDrawdown(100, [])).toMatchObject({ absolute: 0, relative: 0 });
});

test("a spread of rounding alone is none, whatever the size of the values", () => {
  for (const size of [1e-9, 0.01, 1, 1e6]) {
    const rounded = Array.from({ length: 30 }, (_, index) => size * (1 + (index % 3) * 1e-12));
    expect(deviationOfSample(rounded, "sample")).toBe(0);
    expect(shapeOfSample(rounded)).toBeNull();
    expect(deviationOfSample([size, size * 1.001], "sample")).toBeGreaterThan(0);
  }
});

test("value at risk is the loss at the edge of the worst twentieth, its conditional the mean beyond", () => {
  const returns = Array.from({ length: 40 }, (_, index) => (index - 20) / 1_000);
  expect(tailRisk(returns)).toEqual({ valueAtRisk95: 0.019, conditionalValueAtRisk95: 0.0195 });
  expect(tailRisk(returns.slice(0, 19))).toBeNull();
});

test("the normal distribution has its tabled values, and the quantile undoes it", () => {
  for (const [x, p] of [
    [0, 0.5],
    [1, 0.841344746068543],
    [-1.96, 0.02499789514822],
    [3, 0.99865010196837],
  ] as const) {
    expect(normalBelow(x)).toBeCloseTo(p, 13);
    expect(normalQuantile(p)).toBeCloseTo(x, 9);
  }
});

describe("significance of a Sharpe ratio", () => {
  // Bailey and López de Prado 2014, The Deflated Sharpe Ratio, numerical example: SR 2.5 a year over five years of 250
  // days, 100 trials with a variance of 1/2 a year, skewness −3, kurtosis 10.
  const observed = { sharpe: 2.5 / Math.sqrt(250), observations: 1_250, skewness: -3, kurtosis: 10 };

  test("agrees with its authors' example", () => {
    expect(expectedBestSharpe({ count: 100, variance: 1 / 500 })).toBeCloseTo(0.1132, 4);
    expect(deflatedSharpe(observed, { count: 100, variance: 1 / 500 })).toBeCloseTo(0.9004, 4);
  });

  test("falls with the number of trials and rises with the length of the record", () => {
    const trials = [1, 10, 100, 1_000].map(
      (count) => deflatedSharpe(observed, { count, variance: 1 / 500 }) ?? 0,
    );
    expect(trials).toEqual(trials.toSorted((a, b) => b - a));
    expect(trials[0]).toBe(probabilisticSharpe(observed, 0));
    const short = probabilisticSharpe({ ...observed, observations: 50 }, 0) ?? 1;
    expect(short).toBeLessThan(probabilisticSharpe(observed, 0) ?? 0);
    expect(probabilisticSharpe({ ...observed, observations: 1 }, 0)).toBeNull();
  });
});

describe("a bootstrap interval", () => {
  const mean = (values: Float64Array) => meanOfSample(values);

  test("covers the true mean about as often as it says", () => {
    const random = uniformStream(11);
    let covered = 0;
    for (let round = 0; round < 200; round++) {
      const sample = Array.from({ length: 60 }, () => random() - 0.5);
      const found = bootstrapInterval(sample, mean, { meanBlock: 1, resamples: 200, level: 0.95 }, random);
      if (found && found.low <= 0 && found.high >= 0) covered += 1;
    }
    expect(covered).toBeGreaterThan(175);
    expect(covered).toBeLessThan(200);
  });

  test("is wider by blocks where neighbours resemble each other", () => {
    const waves = Array.from({ length: 200 }, (_, index) => Math.sin(index / 10));
    const width = (meanBlock: number) => {
      const found = bootstrapInterval(
        waves,
        mean,
        { meanBlock, resamples: 500, level: 0.95 },
        uniformStream(3),
      );
      return found ? found.high - found.low : 0;
    };
    expect(width(20)).toBeGreaterThan(1.5 * width(1));
  });

  test("is not given for a handful of values or an undefined statistic", () => {
    const plan = { meanBlock: 1, resamples: 50, level: 0.95 };
    expect(bootstrapInterval([1, 2, 3, 4], mean, plan, uniformStream(1))).toBeNull();
    expect(bootstrapInterval([1, 2, 3, 4, 5], () => null, plan, uniformStream(1))).toBeNull();
  });
});

test("a sample without spread has none, exactly", () => {
  expect(deviationOfSample([0.1, 0.1, 0.1], "sample")).toBe(0);
  expect(shapeOfSample([0.1, 0.1, 0.1])).toBeNull();
  expect(deviationOfSample([1], "sample")).toBeNull();
  expect(shapeOfSample([-1, 1, -1, 1])).toEqual({ skewness: 0, kurtosis: 1 });
});

test("the reference's order sorts, and keeps equals in place up to seventeen", () => {
  const keys = Array.from({ length: 500 }, (_, index) => (index * 7_919) % 101);
  const sorted = referenceOrder(keys).map((index) => keys[index]);
  expect(sorted).toEqual(keys.toSorted((a, b) => a - b));
  expect(new Set(referenceOrder(keys)).size).toBe(500);
  expect(referenceOrder([2, 1, 2, 1])).toEqual([1, 3, 0, 2]);
  expect(referenceOrder([])).toEqual([]);
});

describe("metric cases", () => {
  const answer = (one: object) => {
    const found = answerMetricCases({ cases: [{ id: "a", ...one }] });
    return found.ok ? found.value[0]?.values : found.refusal.message;
  };

  test("say what the reference says where a ratio is undefined", () => {
    const run = { starting_balance: 1_000, period_days: 10 };
    expect(answer({ ...run, profits_in_time_order: [] })).toMatchObject({
      sharpe: 0,
      sortino: 0,
      calmar: 0,
      expectancy_ratio: 100,
    });
    expect(answer({ ...run, profits_in_time_order: [5, 5] })).toMatchObject({
      sharpe: -100,
      sortino: -100,
      calmar: -100,
      profit_factor: null,
      max_drawdown_abs: 0,
    });
    expect(answer({ profits_in_time_order: [] })).toEqual({ error: "Trade dataframe empty." });
    expect(answer({ profits_in_time_order: [1, 0] })).toEqual({
      error: "No losing trade, therefore no drawdown.",
    });
  });

  test("refuse what they cannot answer, naming the case or the place", () => {
    expect(answer({})).toMatch(/^Case a: it holds neither trades/);
    expect(answer({ trades: [] })).toMatch(/^Case a: a run needs its starting_balance/);
    expect(answer({ trades: [], starting_balance: 1, min_date: "2024-13-01 00:00:00Z" })).toMatch(
      /cases.0.min_date/,
    );
    expect(answer({ trades: [], starting_balance: 1, min_date: "2024-01-01" })).toMatch(/with its zone/);
    const uneven = { profits_in_time_order: [1], close_ms: [1, 2], starting_balance: 1, period_days: 1 };
    expect(answer(uneven)).toMatch(/2 closing times for 1 profits/);
    expect(answer({ profits: ["1"] })).toMatch(/profits/);
  });
});
