import { expect, it } from "vitest";
import { marketMs } from "@/server/kernel/clock";
import { scoreBot } from "@/server/promotion/core/scorecard";
import { nextStep } from "./next-step";

const DAY = 86_400_000;
const now = marketMs(Date.UTC(2026, 0, 20));
const card = (days: number, returns: readonly number[], perDay = 8) =>
  scoreBot({
    since: marketMs(now - days * DAY),
    now,
    stopWidth: 0.03,
    trades: returns.map((netReturn, n) => ({
      closedAt: marketMs(now - ((returns.length - n) * DAY) / perDay),
      netReturn,
      profit: netReturn * 0.3,
    })),
  });
const good = (count: number) => Array.from({ length: count }, (_, n) => (n % 4 === 3 ? -0.004 : 0.006));

it.each([
  ["nothing was traded", card(3, []), "Its first trade"],
  ["all of it holds", card(9, good(60)), "Nothing is missing"],
  ["only time is missing", card(5, good(50), 10), /^Ready in 2\sd$/],
  [
    "a loser",
    card(
      9,
      good(60).map((x) => -x),
    ),
    /^Win rate, profit, .*evidence: its trades so far give none$/,
  ],
  [
    "a little better than nothing",
    card(
      9,
      Array.from({ length: 60 }, (_, n) => (n % 2 === 0 ? 0.012 : -0.009)),
    ),
    /^Win rate, .*evidence: about \d+ more trades like these$/,
  ],
])("%s", (_what, of, words) => {
  expect(nextStep(of)).toMatch(words);
});
