import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { type MarketMs, marketMs } from "@/server/kernel/clock";
import { Decimal, toDecimal, ZERO } from "@/server/kernel/money";
import {
  afterReading,
  cleared,
  dayLoss,
  fallFromPeak,
  type GuardMemory,
  type GuardReading,
  judgeBot,
  judgePart,
  lossWords,
  reaches,
} from "./guard-memory";

const NOON = Date.UTC(2026, 10, 22, 12);
const MIDNIGHT = marketMs(Date.UTC(2026, 10, 22, 22));
const RULES = {
  dailyLoss: toDecimal("0.05"),
  drawdown: toDecimal("0.15"),
  currency: "USDT",
  nextMidnight: MIDNIGHT,
  restMs: 86_400_000,
};

const reading = (profit: string, part: Partial<GuardReading> = {}): GuardReading => ({
  profit: toDecimal(profit),
  invested: toDecimal("1000"),
  at: marketMs(NOON),
  dayKey: "2026-11-22",
  ...part,
});
const seen = (...readings: GuardReading[]): GuardMemory =>
  readings.reduce<GuardMemory | undefined>(
    (known, next) => afterReading(known, next),
    undefined,
  ) as GuardMemory;
const acts = (...readings: GuardReading[]) =>
  judgePart(seen(...readings), readings.at(-1) as GuardReading, RULES).map(({ action }) => action);

describe("the day's loss", () => {
  test.each([
    ["4.99 % is not 5 %", "-49.9", []],
    ["a cent short of it", "-49.99", []],
    ["5.00 % exactly", "-50", ["risk.locked"]],
    ["a gain of 15 %", "150", []],
    ["nothing", "0", []],
  ])("%s", (_case, profit, expected) => {
    expect(acts(reading("0"), reading(profit))).toEqual(expected);
  });

  it("is counted from the equity the day began with, not from what was put in", () => {
    // the day began at 1100: 5 % of it is 55
    expect(acts(reading("100"), reading("45.01"))).toEqual([]);
    expect(acts(reading("100"), reading("45"))).toEqual(["risk.locked"]);
  });

  it("does not see money that comes or goes", () => {
    const fund = { invested: toDecimal("5000") };
    expect(acts(reading("0"), reading("0", fund))).toEqual([]);
    expect(acts(reading("0", fund), reading("0"))).toEqual([]);
    // what is lost is the same; the whole has grown
    expect(acts(reading("0"), reading("-50", fund))).toEqual([]);
  });

  it("begins anew at midnight with the last equity seen before it", () => {
    const late = reading("-20", { at: marketMs(MIDNIGHT - 1_000) });
    const next = { at: marketMs(MIDNIGHT + 1_000), dayKey: "2026-11-23" };
    expect(dayLoss(seen(reading("0"), late, reading("-60", next)), reading("-60", next)).lost.toFixed()).toBe(
      "40",
    );
  });

  it("blames a loss nobody saw happen on no day", () => {
    const next = { at: marketMs(MIDNIGHT + 8 * 3_600_000), dayKey: "2026-11-23" };
    expect(acts(reading("0"), reading("-90", next))).toEqual([]);
  });
});

describe("judging a part", () => {
  it("locks until the next midnight, once, and unlocks then, once", () => {
    const known = seen(reading("0"), reading("-60"));
    const [lock, ...none] = judgePart(known, reading("-60"), RULES);
    expect([lock?.action, none]).toEqual(["risk.locked", []]);
    const locked = lock?.memory as GuardMemory;
    expect(locked.lockedUntil).toBe(MIDNIGHT);
    expect(lock?.reason).toBe("Lost 6.00 % of 1000 USDT since midnight");
    expect(judgePart(locked, reading("-70"), RULES)).toEqual([]);
    const before = reading("-70", { at: marketMs(MIDNIGHT - 1) });
    expect(judgePart(afterReading(locked, before), before, RULES)).toEqual([]);
    const midnight = reading("-70", { at: MIDNIGHT, dayKey: "2026-11-23" });
    const unlocked = judgePart(afterReading(afterReading(locked, before), midnight), midnight, RULES);
    expect(unlocked.map(({ action, memory }) => [action, memory.lockedUntil, memory.reason])).toEqual([
      ["risk.unlocked", null, ""],
    ]);
    expect(judgePart(unlocked[0]?.memory as GuardMemory, midnight, RULES)).toEqual([]);
  });

  it("halts at the drawdown to the cent, and after it is cleared counts anew", () => {
    const gentle = { ...RULES, dailyLoss: toDecimal("1") };
    // the peak is 1200: 15 % of it is 180
    const near = seen(reading("200"), reading("20.01"));
    expect(judgePart(near, reading("20.01"), gentle)).toEqual([]);
    const [halt] = judgePart(seen(reading("200"), reading("20")), reading("20"), gentle);
    expect(halt?.action).toBe("risk.halted");
    const halted = halt?.memory as GuardMemory;
    expect(judgePart(halted, reading("10"), gentle)).toEqual([]);
    const anew = cleared({ ...halted, last: { profit: toDecimal("20"), at: marketMs(NOON) } });
    expect([anew.haltedAt, judgePart(anew, reading("20"), gentle)]).toEqual([null, []]);
  });

  it("remembers a loss that was there at the first reading", () => {
    expect(acts(reading("-150"))).toEqual(["risk.halted"]);
  });
});

describe("judging a bot", () => {
  const rules = { ...RULES, dailyLoss: toDecimal("0.10"), drawdown: toDecimal("0.20") };
  it("rests it until midnight for a day's loss, and longer for a fall from its peak", () => {
    const day = seen(reading("0"), reading("-100"));
    expect(judgeBot(seen(reading("0"), reading("-99.99")), reading("-99.99"), rules)).toBeNull();
    expect(judgeBot(day, reading("-100"), rules)?.until).toBe(MIDNIGHT);
    const fell = seen(reading("0"), reading("-200"));
    expect(judgeBot(fell, reading("-200"), rules)?.until).toBe(NOON + 86_400_000);
    expect(judgeBot(fell, reading("-199.99"), rules)?.until).toBe(MIDNIGHT);
  });
  it("never for a gain", () => {
    expect(judgeBot(seen(reading("0"), reading("150")), reading("150"), rules)).toBeNull();
  });
});

const cents = fc.integer({ min: -99_999, max: 500_000 }).map((value) => new Decimal(value).div(100));

describe("for any equity curve", () => {
  it("a loss reaches a limit exactly when equity is at or below what is left of the whole", () => {
    fc.assert(
      fc.property(fc.array(cents, { minLength: 1, maxLength: 30 }), (profits) => {
        const readings = profits.map((profit, i) =>
          reading("0", { profit, at: marketMs(NOON + i) as MarketMs }),
        );
        const last = readings.at(-1) as GuardReading;
        const memory = seen(...readings);
        const peak = Decimal.max(ZERO, ...profits).plus(1000);
        const now = last.profit.plus(1000);
        expect(reaches(fallFromPeak(memory, last), toDecimal("0.15"))).toBe(now.lte(peak.times("0.85")));
        const start = (profits[0] as Decimal).plus(1000);
        const lost = start.gt(0) && now.lt(start) && now.lte(start.times("0.95"));
        expect(reaches(dayLoss(memory, last), toDecimal("0.05"))).toBe(lost);
      }),
    );
  });
});

test("a loss is told in the currency's own money", () => {
  expect(lossWords({ lost: toDecimal("51.259"), of: toDecimal("1000.5") }, "ZAR")).toBe(
    "5.12 % of 1000.5 ZAR",
  );
});
