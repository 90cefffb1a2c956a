import { describe, expect, it } from "vitest";
import {
  formatAge,
  formatClock,
  formatClockMs,
  formatDayClock,
  formatFull,
  readingIn,
  zoneLabel,
} from "./format-time";

const plain = (text: string) => text.replaceAll("\u00a0", " ");
const SAST = "Africa/Johannesburg";
const at = "2026-11-22T12:32:08.104Z";

describe("instants", () => {
  it("are shown in the owner's zone, 24 h, with its label", () => {
    expect(formatClock(at, SAST)).toBe("14:32:08");
    expect(formatClockMs(at, SAST)).toBe("14:32:08.104");
    expect(plain(formatDayClock(at, SAST))).toBe("22 Nov 14:32:08");
    expect(plain(formatFull(at, SAST))).toBe("Sun 22 Nov 2026 14:32:08 SAST");
    expect(zoneLabel(at, "UTC")).toBe("UTC");
  });

  it("write midnight as 00 and cross into the next day where the zone does", () => {
    expect(plain(formatDayClock("2026-11-22T22:00:00.000Z", SAST))).toBe("23 Nov 00:00:00");
  });

  it("follow a zone through its summer time", () => {
    const reading = (iso: string) => new Date(readingIn(Date.parse(iso), "Europe/Berlin")).toISOString();
    expect(reading("2026-01-15T12:00:00Z")).toBe("2026-01-15T13:00:00.000Z");
    expect(reading("2026-07-15T12:00:00Z")).toBe("2026-07-15T14:00:00.000Z");
  });

  it("are a dash when unknown", () => {
    expect(formatClock(null, SAST)).toBe("—");
    expect(formatClock("yesterday", SAST)).toBe("—");
  });
});

describe("ages", () => {
  it("name their two largest parts", () => {
    const ages = [0, 12_000, 192_000, 7_500_000, 550_800_000].map((ms) => plain(formatAge(ms)));
    expect(ages).toEqual(["0 s", "12 s", "3 min 12 s", "2 h 5 min", "6 d 9 h"]);
  });

  it("leave out a part that is zero and never run backwards", () => {
    expect(plain(formatAge(120_000))).toBe("2 min");
    expect(plain(formatAge(-5_000))).toBe("0 s");
  });
});
