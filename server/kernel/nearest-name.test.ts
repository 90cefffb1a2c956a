import { expect, it } from "vitest";
import { didYouMean, nearestName } from "./nearest-name";

const FLAGS = ["enter_long", "exit_long"];

it.each([
  ["enter_log", "enter_long"],
  ["enterLong", "enter_long"],
  ["Exit-Long", "exit_long"],
  ["exitlng", "exit_long"],
  ["entry_long", "enter_long"],
  ["rsi", null],
  ["volume", null],
  ["", null],
])("%j is nearest to %j", (typed, name) => {
  expect(nearestName(typed, FLAGS)).toBe(name);
});

it("asks back only where something is near", () => {
  expect(didYouMean("fats", ["fast", "slow"])).toBe(' Do you mean "fast"?');
  expect(didYouMean("colour", ["fast", "slow"])).toBe("");
});
