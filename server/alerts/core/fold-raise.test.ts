import { expect, test } from "vitest";
import { wallMs } from "@/server/kernel/clock";
import { foldRaise, type KnownAlert, REMIND_MS, REOPEN_MS } from "./fold-raise";
import { SEVERITIES } from "./severity";

const NOW = wallMs(Date.UTC(2026, 10, 30, 12));
const open: KnownAlert = { severity: "medium", toldAt: NOW, resolvedAt: null, acknowledged: false };
const later = (ms: number) => wallMs(NOW + ms);

test("a first finding is an alert of its own, and told", () => {
  expect(foldRaise(null, "high", NOW)).toEqual({
    row: "new",
    severity: "high",
    tells: true,
    unacknowledges: false,
  });
});

test("the same again is counted and told to nobody, worse is told, milder changes nothing", () => {
  for (const severity of SEVERITIES) {
    const isWorse = severity === "high" || severity === "critical";
    expect(foldRaise(open, severity, later(1_000))).toEqual({
      row: "known",
      severity: isWorse ? severity : "medium",
      tells: isWorse,
      unacknowledges: isWorse,
    });
  }
});

test("what lasts is told again after a day, unless it was acknowledged", () => {
  expect(foldRaise(open, "medium", later(REMIND_MS - 1)).tells).toBe(false);
  expect(foldRaise(open, "medium", later(REMIND_MS)).tells).toBe(true);
  const acknowledged = { ...open, acknowledged: true };
  expect(foldRaise(acknowledged, "medium", later(REMIND_MS)).tells).toBe(false);
  expect(foldRaise(acknowledged, "critical", later(1))).toMatchObject({ tells: true, unacknowledges: true });
});

test("what comes back at once is the same alert and silent, later it is a new one", () => {
  const over = { ...open, resolvedAt: NOW };
  expect(foldRaise(over, "medium", later(REOPEN_MS))).toMatchObject({ row: "known", tells: false });
  expect(foldRaise(over, "medium", later(REOPEN_MS + 1))).toMatchObject({ row: "new", tells: true });
});
