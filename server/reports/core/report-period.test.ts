import { expect, test } from "vitest";
import { periodOf } from "./report-period";

const span = (kind: Parameters<typeof periodOf>[0], date: string, timeZone = "Africa/Johannesburg") => {
  const { from, until, forDate, words } = periodOf(kind, date, timeZone);
  return { from: new Date(from).toISOString(), until: new Date(until).toISOString(), forDate, words };
};

test("a day is the one before, from midnight to midnight of its owner", () => {
  expect(span("daily", "2026-11-30")).toEqual({
    from: "2026-11-28T22:00:00.000Z",
    until: "2026-11-29T22:00:00.000Z",
    forDate: "2026-11-30",
    words: "Sunday 29 November 2026",
  });
});

test("a week ends with the last Sunday, on whichever day it is asked for", () => {
  for (const date of ["2026-11-30", "2026-12-02", "2026-12-06"])
    expect(span("weekly", date)).toMatchObject({
      forDate: "2026-11-30",
      from: "2026-11-22T22:00:00.000Z",
      until: "2026-11-29T22:00:00.000Z",
      words: "23 to 29 November 2026",
    });
  expect(span("weekly", "2026-12-07").words).toBe("30 November to 6 December 2026");
  expect(span("weekly", "2027-01-04").words).toBe("28 December 2026 to 3 January 2027");
});

test("a month is the last whole one", () => {
  expect(span("monthly", "2027-01-15")).toEqual({
    from: "2026-11-30T22:00:00.000Z",
    until: "2026-12-31T22:00:00.000Z",
    forDate: "2027-01-01",
    words: "December 2026",
  });
});

test("a day has 23 or 25 hours where clocks change", () => {
  const hours = (date: string) => {
    const { from, until } = periodOf("daily", date, "America/New_York");
    return (until - from) / 3_600_000;
  };
  expect([hours("2026-03-08"), hours("2026-03-09"), hours("2026-11-02")]).toEqual([24, 23, 25]);
});
