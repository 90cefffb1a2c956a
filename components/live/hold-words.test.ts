import { expect, test } from "vitest";
import { fleetHold, recordHold } from "./hold-words";

test("a bot that its record holds back says what it expects, what it costs, and how it comes back", () => {
  const held = { botId: "a", expected: "0.0004", cost: "0.0035", trades: 25, virtualTrades: 12 };
  const hold = recordHold(held);
  expect(hold?.words.replaceAll("\u00a0", " ")).toBe("expected 0.04 % a trade against cost 0.35 %");
  expect(hold?.todo).toContain("25 trades and 12 signals followed without money");
  expect(hold?.todo).toContain("enters again once");
  expect(recordHold({ ...held, virtualTrades: 0 })?.todo).not.toContain("signals followed without");
  expect(recordHold(undefined)).toBeNull();
});

test("a hold of the fleet stands in the middle of a sentence", () => {
  const hold = {
    kind: "jobs" as const,
    books: null,
    href: "/jobs",
    stopsExits: true,
    words: 'The job "Trading cycle" is paused. No bot decides.',
    todo: "Let it run again.",
  };
  expect(fleetHold(hold).words).toBe('the job "Trading cycle" is paused. No bot decides');
});
