import { describe, expect, it } from "vitest";
import { marketMs } from "@/server/kernel/clock";
import { scoreBot, standOut } from "./scorecard";

const DAY = 86_400_000;
const now = marketMs(Date.UTC(2026, 0, 20));
const trade = (daysAgo: number, netReturn: number) => ({
  closedAt: marketMs(now - daysAgo * DAY),
  netReturn,
  profit: netReturn * 0.3,
});
const score = (days: number | null, trades: readonly ReturnType<typeof trade>[]) =>
  scoreBot({ since: days === null ? null : marketMs(now - days * DAY), now, stopWidth: 0.03, trades });
const value = (card: ReturnType<typeof score>, gate: string) =>
  card.lines.find((line) => line.gate === gate)?.value;

describe("a scorecard", () => {
  it("counts the record of seven days, and the evidence of all", () => {
    const card = score(10, [
      trade(9, 0.01),
      trade(8, -0.02),
      trade(6, 0.01),
      trade(1, 0.02),
      trade(0.5, -0.01),
    ]);
    expect(card.trades).toBe(5);
    expect(value(card, "trades")).toBe(3);
    expect(value(card, "days")).toBe(10);
    expect(value(card, "win_rate")).toBeCloseTo(2 / 3);
    expect(value(card, "profit")).toBeCloseTo(0.006);
    expect(value(card, "profit_factor")).toBeCloseTo(3);
    // the fall before the week is no part of it
    expect(value(card, "drawdown")).toBeCloseTo((0.003 * 1) / (0.997 + 0.009), 6);
  });

  it("of a bot that never ran or never traded says so without inventing a figure", () => {
    const card = score(null, []);
    expect([value(card, "days"), value(card, "win_rate"), value(card, "profit_factor")]).toEqual([
      0,
      null,
      null,
    ]);
    expect(card).toMatchObject({ passed: false, readyInMs: null, evidence: { wealth: 1, passed: false } });
  });

  it("says when nothing but time is missing", () => {
    const strong = Array.from({ length: 48 }, (_, n) => trade(5 - n / 10, n % 4 === 3 ? -0.004 : 0.006));
    expect(score(5, strong)).toMatchObject({ passed: false, readyInMs: 2 * DAY });
    expect(score(7, strong)).toMatchObject({ passed: true, readyInMs: null });
  });
});

describe("looked at together", () => {
  it.each([
    [[50, 30, 5, 1], 2],
    [[39, 1, 1, 1], 0],
    [[20, 20, 20, 20], 4],
    [[], 0],
  ])("of %j so many stand out: %i", (wealths, count) => {
    expect(standOut(wealths)).toBe(count);
  });
});
