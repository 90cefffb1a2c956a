import { expect, it } from "vitest";
import { listStrategyChoices } from "./list-choices";

it("a form offers ten strategies, each with words and ranges; not the flags of candle files", () => {
  const choices = listStrategyChoices();
  expect(choices).toHaveLength(10);
  expect(choices.map(({ id }) => id)).not.toContain("signals");
  expect(choices[0]).toMatchObject({
    id: "ema-cross",
    params: [
      { name: "fast", min: 2, max: 100, default: 12, whole: true },
      { name: "slow", min: 3, max: 200, default: 26, whole: true },
      { name: "trend", min: 0, max: 200, default: 0, whole: true },
    ],
  });
  for (const { title, guidance, params } of choices) {
    expect([title.length > 3, guidance.length > 40, params.length > 1]).toEqual([true, true, true]);
  }
});
