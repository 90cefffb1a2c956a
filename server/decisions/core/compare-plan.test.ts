import { expect, test } from "vitest";
import { Decimal } from "@/server/kernel/money";
import { comparePlan } from "./compare-plan";
import { type DecisionPlan, planToJson } from "./plan-decision";

const plan: DecisionPlan = {
  action: "enter",
  reasonCode: "entry_signal",
  score: new Decimal("0.41"),
  threshold: new Decimal("0.25"),
  signals: [
    {
      source: "technical",
      state: "real",
      defaultWeight: "0.45",
      usedWeight: "1",
      score: "0.41",
      words: "Buy",
      adds: "0.41",
    },
  ],
  indicators: [{ name: "EMA 3", value: "61200.500000000001" }],
  checks: [],
  order: null,
};
const recorded = (change: object = {}) => ({
  action: "enter",
  reasonCode: "entry_signal",
  outcome: { ...planToJson(plan), ...change },
});

test("the same decision is the same in whatever order the database keeps the keys", () => {
  const [signal] = planToJson(plan).signals;
  const turned = Object.fromEntries(Object.entries(signal ?? {}).reverse());
  expect(comparePlan(recorded({ signals: [turned] }), plan)).toEqual([]);
});

test("the last digit of an indicator, another action and a missing part are each named", () => {
  const nearly = [{ name: "EMA 3", value: "61200.500000000002" }];
  expect(comparePlan(recorded({ indicators: nearly }), plan).map(({ part }) => part)).toEqual(["indicators"]);
  expect(comparePlan({ ...recorded(), action: "skip", reasonCode: "no_signal" }, plan)).toEqual([
    { part: "action", recorded: "skip", again: "enter" },
    { part: "reason", recorded: "no_signal", again: "entry_signal" },
  ]);
  expect(comparePlan(recorded({ threshold: undefined }), plan)).toEqual([
    { part: "threshold", recorded: "nothing", again: "0.25" },
  ]);
});

test("what a record has besides is a difference too", () => {
  const [signal] = planToJson(plan).signals;
  const more = { ...signal, hint: "more" };
  expect(comparePlan(recorded({ signals: [more] }), plan).map(({ part }) => part)).toEqual(["signals"]);
});
