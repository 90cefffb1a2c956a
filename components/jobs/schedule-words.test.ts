import { describe, expect, it } from "vitest";
import { triggerWords } from "./schedule-words";

const wordsOf = (trigger: string) => triggerWords(trigger).words;

describe("a schedule in words", () => {
  it("reads steps of minutes and hours", () => {
    expect(wordsOf("* * * * *")).toBe("every minute");
    expect(wordsOf("*/30 * * * *")).toBe("every 30 minutes");
    expect(wordsOf("5 * * * *")).toBe("every hour at :05");
    expect(wordsOf("15,45 * * * *")).toBe("every hour at :15 and :45");
    expect(wordsOf("0 */4 * * *")).toBe("every 4 hours at :00");
  });

  it("reads times of day, with days", () => {
    expect(wordsOf("0 2 * * *")).toBe("every day at 02:00");
    expect(wordsOf("30 8,20 * * *")).toBe("every day at 08:30 and 20:30");
    expect(wordsOf("0 7 * * 1-5")).toBe("Monday to Friday at 07:00");
    expect(wordsOf("0 3 * * SUN")).toBe("every Sunday at 03:00");
    expect(wordsOf("0 3 * * 7")).toBe("every Sunday at 03:00");
    expect(wordsOf("0 6 1,15 * *")).toBe("on day 1 and 15 of the month at 06:00");
    expect(wordsOf("* * * * 1,3")).toBe("every minute, every Monday and Wednesday");
  });

  it("names the zone of its times: UTC unless another is written", () => {
    expect(triggerWords("0 2 * * *").zone).toBe("UTC");
    expect(triggerWords("TZ=Africa/Johannesburg 0 2 * * *")).toEqual({
      words: "every day at 02:00",
      zone: "Africa/Johannesburg",
    });
  });

  it("shows as written what has no short words, never a wrong reading", () => {
    for (const hard of [
      "0 2 L * *",
      "0 9-17 * * *",
      "0 2 1 * 1",
      "0 2 * 6 *",
      "*/0 * * * *",
      "*/7 * * * *",
      "61 * * * *",
      "0 24 * * *",
    ])
      expect(wordsOf(hard)).toBe(`schedule ${hard}`);
  });

  it("takes what is no schedule for the name of an event", () => {
    expect(triggerWords("cycle/due")).toEqual({ words: "on cycle/due", zone: null });
  });
});
