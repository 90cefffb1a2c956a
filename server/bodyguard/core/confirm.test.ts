import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { marketMs } from "@/server/kernel/clock";
import { defaultSettings } from "@/server/settings/core/settings";
import { decideStep, type Standing } from "./confirm";
import { sumJudgement } from "./judgement";
import { rungAfter } from "./ladder";
import { confirmRulesOf } from "./rules-of";

const RULES = confirmRulesOf(defaultSettings);
const MINUTE = 60_000;
const look = (value: number | null, minutes: number, looks: 1 | 2 = 2) => ({
  at: marketMs(minutes * MINUTE),
  value,
  limit: 10,
  looks,
  whole: false,
});
const suspected: Standing = { state: "suspected", firstAt: marketMs(0) };
const confirmed: Standing = { state: "confirmed", firstAt: marketMs(0) };

describe("a second look", () => {
  it("confirms within fifteen minutes of the first, and not later", () => {
    expect(decideStep(suspected, look(11, 5), RULES)).toBe("confirm");
    expect(decideStep(suspected, look(11, 15), RULES)).toBe("confirm");
    expect(decideStep(suspected, look(11, 16), RULES)).toBe("lapse");
  });

  it("that is the same look run twice confirms nothing", () => {
    expect(decideStep(suspected, look(11, 0), RULES)).toBe("keep");
    expect(decideStep(suspected, look(11, 1), RULES)).toBe("keep");
  });

  it("still counts within the hysteresis of 2 %, and ends it below", () => {
    expect(decideStep(suspected, look(9.81, 5), RULES)).toBe("confirm");
    expect(decideStep(suspected, look(9.8, 5), RULES)).toBe("clear");
    expect(decideStep(confirmed, look(9.81, 90), RULES)).toBe("keep");
    expect(decideStep(confirmed, look(9.8, 90), RULES)).toBe("clear");
  });

  it("without a price neither confirms nor clears", () => {
    expect(decideStep(suspected, look(null, 5), RULES)).toBe("keep");
    expect(decideStep(suspected, look(null, 16), RULES)).toBe("lapse");
  });
});

it("a critical finding is confirmed at once, any other is suspected first; at the limit nothing is found", () => {
  expect(decideStep(null, look(10.1, 0, 1), RULES)).toBe("confirm");
  expect(decideStep(null, look(10.1, 0), RULES)).toBe("suspect");
  expect(decideStep(null, look(10, 0, 1), RULES)).toBe("nothing");
  expect(decideStep(null, look(null, 0, 1), RULES)).toBe("nothing");
});

it("a value that never passes its limit is never confirmed, in whatever order looks come", () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 10, noNaN: true })), (values) => {
      for (const value of values) expect(decideStep(null, look(value, 0, 1), RULES)).toBe("nothing");
    }),
  );
});

it("the ladder is 1 h, 3 h, 24 h, and then the archive", () => {
  const rests = [0, 1, 2, 3, 4].map((counted) => rungAfter(counted, defaultSettings.bodyguard).restMs);
  expect(rests).toEqual([3_600_000, 3 * 3_600_000, 24 * 3_600_000, null, null]);
});

it("false alarms are told of what was marked, delays of what was none", () => {
  const of = (verdict: "right" | "false_alarm" | null, delayMs: number | null) =>
    ({ check: "streak", verdict, delayMs }) as const;
  expect(sumJudgement([of(null, 10), of("right", 30), of("right", null), of("false_alarm", 9_000)])).toEqual({
    acted: 4,
    right: 2,
    falseAlarms: 1,
    unmarked: 1,
    falseRate: 1 / 3,
    delayMs: { median: 10, longest: 30 },
  });
  expect(sumJudgement([])).toMatchObject({ falseRate: null, delayMs: null });
});
