import { Temporal } from "temporal-polyfill";
import { expect, test } from "vitest";
import { type MarketMs, marketMs } from "@/server/kernel/clock";
import { dayKeyOf, startOfDay, startOfNextDay } from "./owner-day";

const at = (iso: string) => marketMs(Date.parse(iso));
const start = (iso: string, zone: string) => new Date(startOfDay(at(iso), zone)).toISOString();

test("the owner's day begins at their midnight, not at UTC's", () => {
  expect(start("2026-11-22T21:59:59.999Z", "Africa/Johannesburg")).toBe("2026-11-21T22:00:00.000Z");
  expect(start("2026-11-22T22:00:00.000Z", "Africa/Johannesburg")).toBe("2026-11-22T22:00:00.000Z");
  expect(dayKeyOf(at("2026-11-22T22:00:00Z"), "Africa/Johannesburg")).toBe("2026-11-23");
});

test("days of 23 and 25 hours begin right", () => {
  expect(start("2026-03-29T20:00:00Z", "Europe/Berlin")).toBe("2026-03-28T23:00:00.000Z");
  expect(start("2026-10-25T22:30:00Z", "Europe/Berlin")).toBe("2026-10-24T22:00:00.000Z");
});

test("where summer time skips midnight the day begins at the first instant after", () => {
  expect(start("2024-04-26T12:00:00Z", "Africa/Cairo")).toBe("2024-04-25T22:00:00.000Z");
});

test("the next day begins at the next local midnight, however long this one is", () => {
  const next = (at: number, zone: string) => new Date(startOfNextDay(marketMs(at), zone)).toISOString();
  expect(next(Date.UTC(2026, 10, 22, 10), "Africa/Johannesburg")).toBe("2026-11-22T22:00:00.000Z");
  expect(next(Date.UTC(2026, 10, 22, 22), "Africa/Johannesburg")).toBe("2026-11-23T22:00:00.000Z");
  // 23 hours and 25 hours
  expect(next(Date.UTC(2026, 2, 28, 23), "Europe/Berlin")).toBe("2026-03-29T22:00:00.000Z");
  expect(next(Date.UTC(2026, 9, 24, 22), "Europe/Berlin")).toBe("2026-10-25T23:00:00.000Z");
  // Beirut skips midnight: the day begins at one
  expect(next(Date.UTC(2026, 2, 28, 12), "Asia/Beirut")).toBe("2026-03-28T22:00:00.000Z");
});

const HOUR = 3_600_000;

/** Instants around the first changes of a zone's clock since 2011. */
function aroundChanges(zone: string): readonly MarketMs[] {
  const next = (from: Temporal.ZonedDateTime) => from.getTimeZoneTransition("next");
  const found: MarketMs[] = [];
  let change = next(Temporal.Instant.from("2011-01-01T00:00:00Z").toZonedDateTimeISO(zone));
  for (let n = 0; n < 3 && change !== null; n++, change = next(change))
    for (const hours of [-30, -1, 0, 1, 30]) found.push(marketMs(change.epochMilliseconds + hours * HOUR));
  return found;
}

test("a day holds exactly the instants that a calendar calls by its name, in every zone, around every change", () => {
  let tried = 0;
  for (const zone of Intl.supportedValuesOf("timeZone")) {
    const calendar = new Intl.DateTimeFormat("en-CA", { timeZone: zone, dateStyle: "short" });
    for (const now of aroundChanges(zone)) {
      tried++;
      const key = calendar.format(now);
      const [begun, ended] = [startOfDay(now, zone), startOfNextDay(now, zone)];
      const names = [begun - 1, begun, ended - 1, ended].map((at) => calendar.format(at) === key);
      if (dayKeyOf(now, zone) !== key || names.join() !== "false,true,true,false")
        expect.fail(`${zone} ${key}: ${names}`);
    }
  }
  expect(tried).toBeGreaterThan(1_000);
});
