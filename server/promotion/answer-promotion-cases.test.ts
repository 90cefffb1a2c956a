import { describe, expect, it } from "vitest";
import { answerPromotionCases } from "./answer-promotion-cases";

const steady = Array.from({ length: 240 }, (_, n) => (n % 4 === 3 ? -0.004 : 0.006));
const one = { id: "a", stopWidth: 0.03, tradesPerDay: 8, returns: steady };
const answered = (cases: readonly unknown[]) => {
  const answers = answerPromotionCases({ cases });
  if (!answers.ok) throw new Error(answers.refusal.message);
  return answers.value;
};

describe("promotion cases", () => {
  it("a strong bot is promoted on the seventh night, not before", () => {
    expect(answered([one])).toEqual([{ id: "a", promotedDay: 7, classicDay: 7 }]);
    expect(answered([{ ...one, returns: steady.slice(0, 55) }])).toEqual([
      { id: "a", promotedDay: null, classicDay: null },
    ]);
  });

  it("a loser never is, nor one with too few trades a week", () => {
    const losing = { ...one, returns: steady.map((x) => -x) };
    const rare = { ...one, id: "b", tradesPerDay: 3 };
    expect(answered([losing, rare]).map(({ classicDay }) => classicDay)).toEqual([null, null]);
  });

  it("a deep fall within the week holds it back until it has left the week", () => {
    // ten days that win, a fall of 16 % of the capital, then wins again
    const returns = [...steady.slice(0, 40), -0.55, ...steady.slice(0, 199)];
    const [fallen] = answered([{ ...one, stopWidth: 0.5, returns }]);
    expect(fallen?.classicDay).toBe(13);
  });

  it.each([
    ["no cases", {}, "cases"],
    ["a return that is no number", { cases: [{ ...one, returns: ["0.1"] }] }, "cases.0.returns.0"],
    ["a loss of more than everything", { cases: [{ ...one, returns: [-1.5] }] }, "cases.0.returns.0"],
    ["no stop", { cases: [{ ...one, stopWidth: 0 }] }, "cases.0.stopWidth"],
  ])("%s is refused by its place", (_what, file, place) => {
    const answers = answerPromotionCases(file);
    expect(answers.ok ? "" : answers.refusal.message).toContain(place);
  });
});
