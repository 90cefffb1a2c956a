import { expect, it } from "vitest";
import { guardInForce } from "./guard-in-force";

const guard = (change: object) => ({
  currency: "USDT",
  lockedUntil: null,
  haltedAt: null,
  reason: "Lost 6 %",
  ...change,
});
const NOW = "2026-11-22T12:00:00.000Z";

it("shows a halt before a lock, and of locks the one that ends last", () => {
  const early = guard({ lockedUntil: "2026-11-22T22:00:00.000Z" });
  const late = guard({ currency: "ZAR", lockedUntil: "2026-11-23T22:00:00.000Z" });
  const halted = guard({ currency: "USD", haltedAt: NOW, reason: "Fell by 16 %" });
  expect(guardInForce([early, late], NOW)).toEqual({
    kind: "locked",
    until: "2026-11-23T22:00:00.000Z",
    reason: "Its ZAR part lost 6 %",
  });
  expect(guardInForce([early, halted], NOW)).toEqual({
    kind: "halted",
    reason: "Its USD part fell by 16 %",
  });
});

it("shows nothing where nothing is in force, and no lock whose time is over", () => {
  expect(guardInForce([guard({})], NOW)).toBeNull();
  expect(guardInForce([guard({ lockedUntil: "2026-11-22T12:00:00.000Z" })], NOW)).toBeNull();
});
