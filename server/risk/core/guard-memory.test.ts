import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { type MarketMs, marketMs } from "@/server/kernel/clock";
import { Decimal, toDecimal, ZERO } from "@/server/kernel/money";
import {
  afterLook,
  cleared,
  dayLoss,
  fallFromPeak,
  type GuardLook,
  type GuardMemory,
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

const look = (profit: string, part: Partial<GuardLook> = {}): GuardLook => ({
  profit: toDecimal(profit),
  invested: toDecimal("1000"),
  at: marketMs(NOON),
  dayKey: "2026-11-22",
  ...part,
});
const seen = (...looks: GuardLook[]): GuardMemory =>
  looks.reduce<GuardMemory | undefined>((known, next) => afterLook(known, next), undefined) as GuardMemory;
const acts = (...looks: GuardLook[]) =>
  judgePart(seen(...looks), looks.at(-1) as GuardLook, RULES).map(({ action }) => action);

describe("the day's loss", () => {
  test.each([
    ["4.99 % is not 5 %", "-49.9", []],
    ["a cent short of it", "-49.99", []],
    ["5.00 % exactly", "-50", ["risk.locked"]],
    ["a gain of 15 %", "150", []],
    ["nothing", "0", []],
  ])("%s", (_case, profit, expected) => {
    expect(acts(look("0"), look(profit))).toEqual(expected);
  });

  it("is counted from the equity the day began with, not from what was put in", () => {
    // the day began at 1100: 5 % of it is 55
    expect(acts(look("100"), look("45.01"))).toEqual([]);
    expect(acts(look("100"), look("45"))).toEqual(["risk.locked"]);
  });

  it("does not see money that comes or goes", () => {
    const fund = { invested: toDecimal("5000") };
    expect(acts(look("0"), look("0", fund))).toEqual([]);
    expect(acts(look("0", fund), look("0"))).toEqual([]);
    // what is lost is the same; the whole has grown
    expect(acts(look("0"), look("-50", fund))).toEqual([]);
  });

  it("begins anew at midnight with the last equity seen before it", () => {
    const late = look("-20", { at: marketMs(MIDNIGHT - 1_000) });
    const next = { at: marketMs(MIDNIGHT + 1_000), dayKey: "2026-11-23" };
    expect(dayLoss(seen(look("0"), late, look("-60", next)), look("-60", next)).lost.toFixed()).toBe("40");
  });

  it("blames a loss nobody saw happen on no day", () => {
    const next = { at: marketMs(MIDNIGHT + 8 * 3_600_000), dayKey: "2026-11-23" };
    expect(acts(look("0"), look("-90", next))).toEqual([]);
  });
});

describe("judging a part", () => {
  it("locks until the next midnight, once, and unlocks then, once", () => {
    const known = seen(look("0"), look("-60"));
    const [lock, ...none] = judgePart(known, look("-60"), RULES);
    expect([lock?.action, none]).toEqual(["risk.locked", []]);
    const locked = lock?.memory as GuardMemory;
    expect(locked.lockedUntil).toBe(MIDNIGHT);
    expect(lock?.reason).toBe("Lost 6.00 % of 1000 USDT since midnight");
    expect(judgePart(locked, look("-70"), RULES)).toEqual([]);
    const before = look("-70", { at: marketMs(MIDNIGHT - 1) });
    expect(judgePart(afterLook(locked, before), before, RULES)).toEqual([]);
    const midnight = look("-70", { at: MIDNIGHT, dayKey: "2026-11-23" });
    const unlocked = judgePart(afterLook(afterLook(locked, before), midnight), midnight, RULES);
    expect(unlocked.map(({ action, memory }) => [action, memory.lockedUntil, memory.reason])).toEqual([
      ["risk.unlocked", null, ""],
    ]);
    expect(judgePart(unlocked[0]?.memory as GuardMemory, midnight, RULES)).toEqual([]);
  });

  it("halts at the drawdown to the cent, and after it is cleared counts anew", () => {
    const gentle = { ...RULES, dailyLoss: toDecimal("1") };
    // the peak is 1200: 15 % of it is 180
    const near = seen(look("200"), look("20.01"));
    expect(judgePart(near, look("20.01"), gentle)).toEqual([]);
    const [halt] = judgePart(seen(look("200"), look("20")), look("20"), gentle);
    expect(halt?.action).toBe("risk.halted");
    const halted = halt?.memory as GuardMemory;
    expect(judgePart(halted, look("10"), gentle)).toEqual([]);
    const anew = cleared({ ...halted, last: { profit: toDecimal("20"), at: marketMs(NOON) } });
    expect([anew.haltedAt, judgePart(anew, look("20"), gentle)]).toEqual([null, []]);
  });

  it("remembers a loss that was there at the first look", () => {
    expect(acts(look("-150"))).toEqual(["risk.halted"]);
  });
});

describe("judging a bot", () => {
  const rules = { ...RULES, dailyLoss: toDecimal("0.10"), drawdown: toDecimal("0.20") };
  it("rests it until midnight for a day's loss, and longer for a fall from its peak", () => {
    const day = seen(look("0"), look("-100"));
    expect(judgeBot(seen(look("0"), look("-99.99")), look("-99.99"), rules)).toBeNull();
    expect(judgeBot(day, look("-100"), rules)?.until).toBe(MIDNIGHT);
    const fell = seen(look("0"), look("-200"));
    expect(judgeBot(fell, look("-200"), rules)?.until).toBe(NOON + 86_400_000);
    expect(judgeBot(fell, look("-199.99"), rules)?.until).toBe(MIDNIGHT);
  });
  it("never for a gain", () => {
    expect(judgeBot(seen(look("0"), look("150")), look("150"), rules)).toBeNull();
  });
});

const cents = fc.integer({ min: -99_999, max: 500_000 }).map((value) => new Decimal(value).div(100));

describe("for any equity curve", () => {
  it("a loss reaches a limit exactly when equity is at or below what is left of the whole", () => {
    fc.assert(
      fc.property(fc.array(cents, { minLength: 1, maxLength: 30 }), (profits) => {
        const looks = profits.map((profit, i) => look("0", { profit, at: marketMs(NOON + i) as MarketMs }));
        const last = looks.at(-1) as GuardLook;
        const memory = seen(...looks);
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
