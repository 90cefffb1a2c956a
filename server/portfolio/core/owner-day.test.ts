import { expect, test } from "vitest";
import { marketMs } from "@/server/kernel/clock";
import { dayKeyOf, startOfDay } from "./owner-day";

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
