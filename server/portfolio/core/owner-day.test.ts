import { expect, test } from "vitest";
import { marketMs } from "@/server/kernel/clock";
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
