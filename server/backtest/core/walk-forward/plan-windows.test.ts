import fc from "fast-check";
import { expect, it } from "vitest";
import { planWindows } from "./plan-windows";

const HOUR_MS = 3_600_000;

/** Hourly candles, some of them missing. */
const hours = (count: number, missing: (hour: number) => boolean = () => false) =>
  Float64Array.from(
    Array.from({ length: count }, (_, hour) => hour)
      .filter((hour) => !missing(hour))
      .map((hour) => 1_700_000_000_000 + hour * HOUR_MS),
  );

it("never judges on a candle it has fitted on, in any mode, with gaps or without", () => {
  fc.assert(
    fc.property(
      fc.constantFrom("anchored" as const, "rolling" as const),
      fc.integer({ min: 24, max: 2_000 }),
      fc.integer({ min: 1, max: 40 }),
      fc.integer({ min: 1, max: 20 }),
      fc.integer({ min: 2, max: 50 }),
      (mode, count, fitDays, judgeDays, gapEvery) => {
        const openAt = hours(count, (hour) => hour % gapEvery === 1);
        const windows = planWindows(openAt, { mode, fitDays, judgeDays });
        windows.forEach(({ fit, judge }, place) => {
          expect(fit.until).toBe(judge.from);
          expect(fit.from).toBeLessThan(fit.until);
          expect(judge.until).toBeLessThanOrEqual(openAt.length);
          const next = windows[place + 1];
          // the judged parts are one unbroken stretch
          if (next) expect(next.judge.from).toBe(judge.until);
        });
      },
    ),
  );
});

it("anchored windows all begin at the first candle, rolling ones move and keep their length", () => {
  const openAt = hours(60 * 24);
  const anchored = planWindows(openAt, { mode: "anchored", fitDays: 30, judgeDays: 7 });
  const rolling = planWindows(openAt, { mode: "rolling", fitDays: 30, judgeDays: 7 });
  expect(anchored.map(({ fit }) => fit.from)).toEqual([0, 0, 0, 0]);
  expect(rolling.map(({ fit }) => fit.until - fit.from)).toEqual([720, 720, 720, 720]);
  expect(rolling.map(({ fit }) => fit.from / 24)).toEqual([0, 7, 14, 21]);
});

it("a last window of less than half its length judges nothing", () => {
  const count = (days: number) =>
    planWindows(hours(days * 24), { mode: "rolling", fitDays: 30, judgeDays: 10 }).length;
  expect([count(30), count(34), count(36), count(40), count(44), count(46)]).toEqual([0, 0, 1, 1, 1, 2]);
  expect(planWindows(new Float64Array(0), { mode: "rolling", fitDays: 1, judgeDays: 1 })).toEqual([]);
});
