import { expect, test } from "vitest";
import type { CheckResult } from "@/server/backtest/core/backtest-view";
import { checksInWords } from "./checks-in-words";

const check = (part: Partial<CheckResult>): CheckResult => ({
  ok: true,
  ran: true,
  words: "",
  at: [],
  looked: 5,
  ...part,
});

test("a check that could not run is not one that passed", () => {
  expect(checksInWords([check({}), check({})])).toBe("2 of 2 passed");
  expect(checksInWords([check({}), check({ ran: false, looked: 0 })])).toBe("1 of 2 passed, 1 could not run");
  expect(checksInWords([check({ ok: false }), check({})])).toBe("1 of 2 passed, 1 failed");
  const { ran: _, ...before } = check({ looked: 0 });
  expect(checksInWords([before, check({})])).toBe("1 of 2 passed, 1 could not run");
});
