import { describe, expect, it } from "vitest";
import { changeAt, valueAt } from "./change-at";
import { defaultSettings, settingsSchema } from "./settings";

describe("a change of one setting", () => {
  it("leaves all that lies beside it", () => {
    const before = {
      displayCurrency: "USD",
      limits: { perBotPerDay: 10, exchanges: { luno: { perDay: 1 } } },
    };
    const after = changeAt(before, ["limits", "exchanges", "luno", "gapMs"], 5);
    expect(after).toEqual({
      displayCurrency: "USD",
      limits: { perBotPerDay: 10, exchanges: { luno: { perDay: 1, gapMs: 5 } } },
    });
    expect(before.limits.exchanges.luno).toEqual({ perDay: 1 });
  });

  it("begins where nothing was changed yet, and fits the schema", () => {
    const parsed = settingsSchema.parse(changeAt(null, ["guards", "bookDailyLoss"], "0.02"));
    expect(parsed).toEqual({
      ...defaultSettings,
      guards: { ...defaultSettings.guards, bookDailyLoss: "0.02" },
    });
  });

  it("finds a value, and nothing where there is none, names of every object included", () => {
    expect(valueAt(defaultSettings, ["guards", "bookDailyLoss"])).toBe("0.05");
    for (const path of [["guards", "none"], ["none", "guards"], ["__proto__"], ["guards", "constructor"]])
      expect(valueAt(defaultSettings, path)).toBeUndefined();
  });
});
