import { TickMarkType, type TickMarkWeightValue } from "lightweight-charts";
import { Temporal } from "temporal-polyfill";
import { describe, expect, it, test } from "vitest";
import { marketMs } from "@/server/kernel/clock";
import { startOfDay, startOfNextDay } from "@/server/portfolio/core/owner-day";
import { dayText } from "../backtests/form/draft";
import { formatDay, formatDayClock, formatMinute, zoneLabels } from "../ui/format-time";
import { dayEnd, dayStart } from "../ui/zone-days";
import { formatChartMark, toChartTime, ZoneScale } from "./chart-time";

const HOUR = 3_600_000;
const FROM = Date.UTC(2023, 0, 1);
const UNTIL = Date.UTC(2024, 6, 1);
const ZONES = Intl.supportedValuesOf("timeZone");

/** The instants at which a zone's clock jumps. */
function changesOf(zone: string): readonly number[] {
  const found: number[] = [];
  let at = nextChange(Temporal.Instant.fromEpochMilliseconds(FROM).toZonedDateTimeISO(zone));
  for (; at !== null && at.epochMilliseconds < UNTIL; at = nextChange(at)) found.push(at.epochMilliseconds);
  return found;
}
const nextChange = (at: Temporal.ZonedDateTime) => at.getTimeZoneTransition("next");

const known = ZONES.map((zone) => ({ zone, changes: changesOf(zone) }));
const around = (changes: readonly number[]) =>
  [...changes, Date.UTC(2023, 9, 20, 22), Date.UTC(2023, 10, 1, 10)].flatMap((at) =>
    [-25, -2, -1, 0, 1, 2, 25].map((hours) => at + hours * HOUR),
  );

test("the marks of the axis say what the tables say, in every zone, on both sides of every change", () => {
  expect(known.filter(({ changes }) => changes.length > 1).length).toBeGreaterThan(100);
  for (const { zone, changes } of known) {
    for (const ms of around(changes)) {
      const iso = new Date(ms).toISOString();
      const mark = (type: TickMarkType) => formatChartMark(toChartTime(ms), type, zone);
      if (mark(TickMarkType.Time) !== formatMinute(iso, zone)) expect.fail(`${zone} ${iso}`);
      const day = formatDay(iso, zone).replace("\u00a0", " ");
      if (mark(TickMarkType.DayOfMonth) !== day) expect.fail(`${zone} ${iso}`);
    }
  }
});

it("shows London's evening before the change as the table does", () => {
  const ms = Date.parse("2023-10-20T22:00:00Z");
  expect(formatChartMark(toChartTime(ms), TickMarkType.Time, "Europe/London")).toBe("23:00");
  expect(formatDayClock(new Date(ms).toISOString(), "Europe/London")).toContain("23:00:00");
  const later = Date.parse("2023-11-01T10:00:00Z");
  expect(formatChartMark(toChartTime(later), TickMarkType.Time, "Europe/London")).toBe("10:00");
});

describe("the axis in a zone", () => {
  const DAY_WEIGHT = 50;
  const weighed = (times: readonly number[], zone: string) => {
    const scale = new ZoneScale(() => zone);
    const places = times.map((ms) => ({
      time: scale.convertHorzItemToInternal(toChartTime(ms)),
      originalTime: toChartTime(ms),
      timeWeight: 0 as TickMarkWeightValue,
    }));
    scale.fillWeightsForPoints(places, 0);
    return places.map(({ time, timeWeight }) => ({
      ms: scale.cacheKey(time),
      weight: Number(timeWeight),
    }));
  };

  it("keeps instants as they are, in order, and begins its days at the zone's midnight through a change", () => {
    for (const zone of ["Europe/London", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "UTC"]) {
      const [change = Date.UTC(2023, 9, 29)] = known.find((one) => one.zone === zone)?.changes ?? [];
      const from = Math.floor(change / HOUR) * HOUR - 60 * HOUR;
      const times = Array.from({ length: 240 }, (_, index) => from + index * (HOUR / 2));
      const points = weighed(times, zone);
      points.forEach(({ ms, weight }, index) => {
        expect(ms).toBe(times[index]);
        const before = times[index - 1];
        if (before === undefined) return;
        const isNewDay = dayText(before, zone) !== dayText(times[index] as number, zone);
        expect(weight >= DAY_WEIGHT, `${zone} ${new Date(times[index] as number).toISOString()}`).toBe(
          isNewDay,
        );
      });
    }
  });
});

test("a day of a form begins at its first instant in every zone, where midnight is skipped too", () => {
  const near = (at: number) => [at - 30 * HOUR, at - HOUR, at, at + 30 * HOUR];
  const tried = known.flatMap(({ zone, changes }) => changes.flatMap(near).map((ms) => ({ zone, ms })));
  for (const { zone, ms } of tried) {
    const day = dayText(ms, zone);
    const start = dayStart(day, zone);
    if (dayText(start, zone) !== day || dayText(start - 1, zone) === day) expect.fail(`${zone} ${day}`);
    if (start !== startOfDay(marketMs(ms), zone)) expect.fail(`${zone} ${day}: not the owner's day`);
    const end = dayEnd(day, zone);
    if (dayText(end - 1, zone) !== day || dayText(end, zone) === day) expect.fail(`${zone} ${day}: its end`);
    if (end !== startOfNextDay(marketMs(ms), zone)) expect.fail(`${zone} ${day}: not the owner's next day`);
  }
});

test("the names of a zone over a change are both, else one", () => {
  expect(zoneLabels("2023-10-20T00:00:00Z", "2023-11-02T00:00:00Z", "Europe/London")).toMatch(/\//);
  expect(zoneLabels("2023-11-01T00:00:00Z", "2023-11-02T00:00:00Z", "Europe/London")).not.toMatch(/\//);
});
