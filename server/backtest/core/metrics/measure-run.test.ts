import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Decimal } from "@/server/kernel/money";
import { uniformStream } from "@/server/market/core/simulation/seeded-random";
import { measureRun, type RunFacts } from "./measure-run";

const DAY = 86_400_000;
const HOUR = 3_600_000;
const money = (value: number) => new Decimal(value.toFixed(8));

type Step = { readonly profit: number; readonly hours: number };

/** A run of one trade after another, with equity at each hour and the market's own walk beside it. */
function runOf(steps: readonly Step[], start = 1_000): RunFacts {
  let now = 0;
  let balance = start;
  const at: number[] = [];
  const value: number[] = [];
  const trades = steps.map(({ profit, hours }) => {
    const openAt = now;
    for (let hour = 1; hour <= hours; hour++) {
      at.push(openAt + hour * HOUR);
      value.push(balance + (profit * hour) / hours);
    }
    now += hours * HOUR;
    balance += profit;
    return {
      openAt,
      closeAt: now,
      profit: money(profit),
      fees: money(0.1),
      entryNotional: money(100),
      exitNotional: money(101),
    };
  });
  const closes = { at: Float64Array.from(at), value: Float64Array.from(value, (one) => one / 10) };
  return {
    startingBalance: money(start),
    fromAt: 0,
    toAt: now,
    trades,
    equity: { at: closes.at, value: Float64Array.from(value) },
    market: { firstOpen: start / 10, closes },
    fee: 0.001,
    trials: { count: 10, variance: 0.001 },
  };
}

/** Every number anywhere in a value. */
function numbersIn(value: unknown): number[] {
  if (typeof value === "number") return [value];
  return value !== null && typeof value === "object" ? Object.values(value).flatMap(numbersIn) : [];
}

const step = fc.record({
  profit: fc.oneof(fc.constant(0), fc.constant(-5), fc.double({ min: -80, max: 80, noNaN: true })),
  hours: fc.integer({ min: 1, max: 60 }),
});

describe("a report", () => {
  test("never holds NaN or Infinity, whatever was traded", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40, size: "max" }), fc.integer(), (steps, seed) => {
        const report = measureRun(runOf(steps), uniformStream(seed));
        expect(numbersIn(report).filter((value) => !Number.isFinite(value))).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  test("of no trades says null where nothing can be said", () => {
    const report = measureRun(runOf([]), uniformStream(1));
    expect(report.finalBalance).toBe("1000");
    expect(report.trades).toMatchObject({
      label: "trade based",
      trades: 0,
      totalProfit: "0",
      winRate: null,
      expectancy: null,
      profitFactor: null,
      sharpe: null,
      sqn: null,
      maxDrawdownAbsolute: null,
      averageDurationMs: null,
    });
    expect(report.daily).toMatchObject({
      label: "daily equity",
      days: 0,
      sharpe: null,
      totalReturn: null,
      omega: null,
    });
    expect(report.buyAndHold).toBeNull();
  });

  test("of one winning trade has no spread, no losses and no drawdown", () => {
    const { trades, daily } = measureRun(runOf([{ profit: 10, hours: 24 }]), uniformStream(1));
    expect(trades).toMatchObject({
      trades: 1,
      winRate: 1,
      expectancy: 10,
      totalProfit: "10",
      bestTrade: "10",
    });
    expect([
      trades.sharpe,
      trades.sortino,
      trades.calmar,
      trades.sqn,
      trades.profitFactor,
      trades.payoff,
    ]).toEqual(Array(6).fill(null));
    expect(daily).toMatchObject({ days: 1, sharpe: null, maxDrawdown: 0, calmar: null });
    expect(daily.totalReturn).toBeCloseTo(0.01, 12);
  });

  test("with the same seed is the same report", () => {
    const steps = Array.from({ length: 30 }, (_, index) => ({ profit: ((index * 37) % 19) - 8, hours: 20 }));
    const [first, again, other] = [5, 5, 6].map((seed) => measureRun(runOf(steps), uniformStream(seed)));
    expect(first).toEqual(again);
    expect(first?.daily.sharpeInterval95).not.toEqual(other?.daily.sharpeInterval95);
    expect(first?.daily.sharpe).toEqual(other?.daily.sharpe);
  });

  test("counts activity: fees, turnover, time in the market once where trades overlap", () => {
    const facts = runOf([
      { profit: 10, hours: 12 },
      { profit: -4, hours: 36 },
    ]);
    const overlapping = facts.trades.map((trade) => ({ ...trade, openAt: 0 }));
    const { trades } = measureRun({ ...facts, trades: overlapping, toAt: 4 * DAY }, uniformStream(1));
    expect(trades).toMatchObject({
      fees: "0.2",
      feeDrag: 0.0002,
      turnover: 0.402,
      exposure: 0.5,
      worstTrade: "-4",
    });
    expect(trades.annualTurnover).toBeCloseTo((0.402 * 365) / 4, 12);
    expect(trades.feesOfGrossProfit).toBeCloseTo(0.2 / 6.2, 12);
  });

  test("stands beside holding the same candles", () => {
    const { buyAndHold, daily } = measureRun(runOf([{ profit: 50, hours: 72 }]), uniformStream(1));
    expect(buyAndHold?.totalReturn).toBeCloseTo(105 / (100 * 1.001) - 1, 12);
    expect(buyAndHold?.excessReturn).toBeCloseTo((daily.totalReturn ?? 0) - (105 / 100.1 - 1), 12);
  });
});
