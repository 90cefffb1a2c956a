import { Temporal } from "temporal-polyfill";
import { describe, expect, it } from "vitest";
import { type MarketMs, marketMs } from "@/server/kernel/clock";
import { isFresh, newestSlot, toCronSchedule } from "./cron-slots";

const at = (iso: string): MarketMs => marketMs(new Date(iso));
const slots = (expression: string, after: string, count: number): string[] => {
  const schedule = toCronSchedule(expression);
  const found: string[] = [];
  let from = at(after);
  for (let n = 0; n < count; n++) {
    const next = schedule.next(from);
    if (next === null) break;
    found.push(new Date(next).toISOString().slice(0, 16));
    from = next;
  }
  return found;
};

describe("local time", () => {
  it("fires a time that does not exist at the first instant after, once", () => {
    expect(slots("TZ=America/New_York 30 2 * * *", "2026-03-07T12:00:00Z", 2)).toEqual([
      "2026-03-08T07:00",
      "2026-03-09T06:30",
    ]);
    expect(slots("TZ=America/New_York */20 2 * * *", "2026-03-07T12:00:00Z", 2)).toEqual([
      "2026-03-08T07:00",
      "2026-03-09T06:00",
    ]);
  });
  it("fires a repeated time at the first only", () => {
    expect(slots("TZ=America/New_York 30 1 * * *", "2026-10-31T12:00:00Z", 2)).toEqual([
      "2026-11-01T05:30",
      "2026-11-02T06:30",
    ]);
    // asked in the middle of the second 01:xx
    expect(slots("TZ=America/New_York 30 1 * * *", "2026-11-01T06:10:00Z", 1)).toEqual(["2026-11-02T06:30"]);
  });
  it("never goes back over a change, whatever the schedule", () => {
    for (const start of ["2026-03-08T04:00:00Z", "2026-11-01T03:00:00Z"]) {
      const found = slots("TZ=America/New_York */30 * * * *", start, 12);
      expect(found).toEqual([...new Set(found)].sort());
    }
  });
  it("knows zones without changes, at half hours, and a day that was left out", () => {
    expect(slots("TZ=Africa/Johannesburg 0 2 * * *", "2026-03-07T12:00:00Z", 1)).toEqual([
      "2026-03-08T00:00",
    ]);
    expect(slots("TZ=Asia/Kolkata 0 6 * * *", "2026-03-07T12:00:00Z", 1)).toEqual(["2026-03-08T00:30"]);
    expect(slots("TZ=Pacific/Apia 0 12 30 12 *", "2011-12-29T12:00:00Z", 1)).toEqual(["2011-12-30T10:00"]);
  });
});

it("fires once on every day that a zone's clock has, in every zone, on both sides of every change", () => {
  const zones = Intl.supportedValuesOf("timeZone");
  let changes = 0;
  for (const zone of zones) {
    const start = Temporal.Instant.from("2023-01-01T00:00:00Z").toZonedDateTimeISO(zone);
    const change = start.getTimeZoneTransition("next");
    if (change === null || change.epochMilliseconds > Date.UTC(2024, 0, 1)) continue;
    changes++;
    // the hour that is skipped or repeated, and the days around it
    const before = change.subtract({ seconds: 1 });
    const schedule = toCronSchedule(`TZ=${zone} 30 ${(before.hour + 1) % 24} * * *`);
    let at = marketMs(change.subtract({ hours: 60 }).epochMilliseconds);
    const day = new Intl.DateTimeFormat("en-CA", { timeZone: zone, dateStyle: "short" });
    const days: string[] = [];
    for (let n = 0; n < 5; n++) {
      at = schedule.next(at) ?? at;
      days.push(day.format(at));
    }
    const [first = ""] = days;
    const wanted = days.map((_, n) => Temporal.PlainDate.from(first).add({ days: n }).toString());
    expect(days, zone).toEqual(wanted);
  }
  expect(changes).toBeGreaterThan(50);
});

describe("missed slots", () => {
  const half = toCronSchedule("*/30 * * * *");
  it("finds the newest one and none before the last fired", () => {
    expect(newestSlot(half, at("2026-01-01T00:00:00Z"), at("2026-06-01T10:17:00Z"))).toBe(
      at("2026-06-01T10:00:00Z"),
    );
    expect(newestSlot(half, at("2026-06-01T10:00:00Z"), at("2026-06-01T10:17:00Z"))).toBeNull();
    expect(newestSlot(half, at("2026-06-01T11:00:00Z"), at("2026-06-01T10:17:00Z"))).toBeNull();
    const monthly = toCronSchedule("0 0 1 * *");
    expect(newestSlot(monthly, at("2020-01-01T00:00:00Z"), at("2026-06-20T00:00:00Z"))).toBe(
      at("2026-06-01T00:00:00Z"),
    );
  });
  it("calls a slot fresh for a tenth of its interval, at least a minute", () => {
    const slot = at("2026-06-01T10:00:00Z");
    expect(isFresh(half, slot, at("2026-06-01T10:03:00Z"))).toBe(true);
    expect(isFresh(half, slot, at("2026-06-01T10:03:01Z"))).toBe(false);
    const minute = toCronSchedule("* * * * *");
    expect(isFresh(minute, slot, at("2026-06-01T10:00:59Z"))).toBe(true);
  });
});

it("refuses what is no schedule of five fields, or names no zone", () => {
  for (const bad of ["", "* * * *", "* * * * * *", "61 * * * *", "x y z a b", "TZ=Nowhere/City 0 1 * * *"]) {
    expect(() => toCronSchedule(bad), bad).toThrow(RangeError);
  }
  expect(toCronSchedule("0 0 30 2 *").next(at("2026-01-01T00:00:00Z"))).toBeNull();
});
