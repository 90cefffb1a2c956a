import fc from "fast-check";
import { expect, test } from "vitest";
import { wallMs } from "@/server/kernel/clock";
import { quietUntil } from "./quiet-hours";

const NIGHT = { from: "22:00", to: "07:00" };
const until = (iso: string, zone: string, hours = NIGHT) => {
  const end = quietUntil(wallMs(Date.parse(iso)), zone, hours);
  return end && new Date(end).toISOString();
};

test("are those of the owner's zone, over midnight", () => {
  expect(until("2026-11-22T19:59:59Z", "Africa/Johannesburg")).toBeNull();
  expect(until("2026-11-22T20:00:00Z", "Africa/Johannesburg")).toBe("2026-11-23T05:00:00.000Z");
  expect(until("2026-11-23T04:59:59.999Z", "Africa/Johannesburg")).toBe("2026-11-23T05:00:00.000Z");
  expect(until("2026-11-23T05:00:00Z", "Africa/Johannesburg")).toBeNull();
});

test("within one day begin and end on it", () => {
  const siesta = { from: "13:00", to: "15:30" };
  expect(until("2026-11-22T12:59:00Z", "UTC", siesta)).toBeNull();
  expect(until("2026-11-22T13:00:00Z", "UTC", siesta)).toBe("2026-11-22T15:30:00.000Z");
  expect(until("2026-11-22T15:30:00Z", "UTC", siesta)).toBeNull();
  expect(until("2026-11-22T15:30:00Z", "UTC", { from: "09:00", to: "09:00" })).toBeNull();
});

test("a night of a clock change ends at the local hour: ten hours, then eight", () => {
  // Berlin puts the clock back on 25 October and forward on 29 March
  expect(until("2026-10-24T20:00:00Z", "Europe/Berlin")).toBe("2026-10-25T06:00:00.000Z");
  expect(until("2026-03-28T21:00:00Z", "Europe/Berlin")).toBe("2026-03-29T05:00:00.000Z");
});

test("an end inside the hour that is skipped is the first instant after, and one inside the repeated hour its first", () => {
  const hours = { from: "01:00", to: "02:30" };
  expect(until("2026-03-29T00:30:00Z", "Europe/Berlin", hours)).toBe("2026-03-29T01:30:00.000Z");
  expect(until("2026-03-29T01:30:00Z", "Europe/Berlin", hours)).toBeNull();
  expect(until("2026-10-24T23:30:00Z", "Europe/Berlin", hours)).toBe("2026-10-25T00:30:00.000Z");
});

test("never last longer than 25 hours, and end after now", () => {
  const time = fc
    .integer({ min: 0, max: 1_439 })
    .map((m) => `${String(Math.floor(m / 60)).padStart(2, "0")}:${String(m % 60).padStart(2, "0")}`);
  const zone = fc.constantFrom("Europe/Berlin", "America/New_York", "Africa/Cairo", "Pacific/Chatham", "UTC");
  const at = fc.integer({ min: Date.UTC(2026, 0), max: Date.UTC(2027, 0) });
  fc.assert(
    fc.property(at, zone, time, time, (now, where, from, to) => {
      const end = quietUntil(wallMs(now), where, { from, to });
      if (end !== null) {
        expect(end).toBeGreaterThan(now);
        expect(end - now).toBeLessThanOrEqual(25 * 3_600_000);
      }
    }),
    { numRuns: 500 },
  );
});
