import fc from "fast-check";
import { expect, test } from "vitest";
import { marketMs } from "@/server/kernel/clock";
import { planLocalRun } from "./plan-local-run";

const at = (text: string) => marketMs(Date.parse(text));
const johannesburg = { timeZone: "Africa/Johannesburg", hour: 8 };
const plan = (now: string, lastDate: string | null, more: object = {}) =>
  planLocalRun({ ...johannesburg, now: at(now), lastDate, ...more });

test("is due at the owner's hour, and not a millisecond before", () => {
  expect(plan("2026-11-30T05:59:59.999Z", "2026-11-29")).toBeNull();
  expect(plan("2026-11-30T06:00:00.000Z", "2026-11-29")).toEqual({
    date: "2026-11-30",
    dueAt: at("2026-11-30T06:00:00Z"),
  });
});

test("is not due a second time on the same day", () => {
  expect(plan("2026-11-30T06:15:00Z", "2026-11-30")).toBeNull();
  expect(plan("2026-12-01T05:45:00Z", "2026-11-30")).toBeNull();
});

test("is made up for after an outage, also past midnight, and of many missed days the last alone", () => {
  expect(plan("2026-11-30T20:00:00Z", "2026-11-29")?.date).toBe("2026-11-30");
  // 03:00 of the next day
  expect(plan("2026-12-01T01:00:00Z", "2026-11-29")?.date).toBe("2026-11-30");
  expect(plan("2026-12-09T06:00:00Z", "2026-11-29")?.date).toBe("2026-12-09");
});

test("is due after the skipped hour, and at the first of two, where clocks change", () => {
  const newYork = { timeZone: "America/New_York" };
  // 8 March 2026: 02:00 becomes 03:00 EDT
  const spring = plan("2026-03-08T07:30:00Z", "2026-03-07", { ...newYork, hour: 2 });
  expect(spring).toEqual({ date: "2026-03-08", dueAt: at("2026-03-08T07:00:00Z") });
  expect(plan("2026-03-08T06:59:59Z", "2026-03-07", { ...newYork, hour: 2 })).toBeNull();
  // 1 November 2026: 01:00 comes at 05:00Z and again at 06:00Z
  const autumn = plan("2026-11-01T05:00:00Z", "2026-10-31", { ...newYork, hour: 1 });
  expect(autumn).toEqual({ date: "2026-11-01", dueAt: at("2026-11-01T05:00:00Z") });
  expect(plan("2026-11-01T06:00:00Z", "2026-11-01", { ...newYork, hour: 1 })).toBeNull();
});

test("repeats no day when the owner moves to another zone", () => {
  expect(plan("2026-11-30T07:00:00Z", "2026-11-30", { timeZone: "America/Los_Angeles" })).toBeNull();
  expect(plan("2026-11-30T19:00:00Z", "2026-11-30", { timeZone: "Pacific/Auckland" })?.date).toBe(
    "2026-12-01",
  );
});

test("asked every quarter of an hour over a year with outages, each day runs at most once, and the newest always", () => {
  const zones = ["Africa/Johannesburg", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "UTC"];
  fc.assert(
    fc.property(
      fc.constantFrom(...zones),
      fc.integer({ min: 0, max: 23 }),
      fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 50, maxLength: 200 }),
      (timeZone, hour, gaps) => {
        let [now, last] = [Date.UTC(2026, 0, 1), null as string | null];
        const done: string[] = [];
        for (const quarters of gaps) {
          now += quarters * 900_000;
          const run = planLocalRun({ now: marketMs(now), timeZone, hour, lastDate: last });
          if (!run) continue;
          expect(run.dueAt).toBeLessThanOrEqual(now);
          // it is never older than a day of 25 hours
          expect(now - run.dueAt).toBeLessThan(25 * 3_600_000);
          done.push(run.date);
          last = run.date;
        }
        expect(new Set(done).size).toBe(done.length);
        expect(done).toEqual(done.toSorted());
      },
    ),
    { numRuns: 60 },
  );
});
