import { expect, test } from "vitest";
import { becauseOf, type DecisionFacts, didOf, foldedWords } from "./decision-words";

const facts = (part: Partial<DecisionFacts>): DecisionFacts => ({
  action: "skip",
  reasonCode: "no_signal",
  exchange: "Luno",
  score: null,
  threshold: "+0.25",
  intervalsBehind: null,
  warmUp: null,
  technical: null,
  failedCheck: null,
  ...part,
});

test("a skip while something is held is a hold", () => {
  expect([
    didOf({ action: "enter", reasonCode: "entry_signal", count: 1 }),
    didOf({ action: "exit", reasonCode: "exit_signal", count: 1 }),
    didOf({ action: "skip", reasonCode: "in_position", count: 1 }),
    didOf({ action: "skip", reasonCode: "no_signal", count: 1 }),
    didOf({ action: "skip", reasonCode: "no_signal", count: 312 }),
    didOf({ action: "skip", reasonCode: "in_position", count: 2 }),
  ]).toEqual(["Bought", "Sold", "Hold", "Skipped", "312 skips", "2 holds"]);
});

test("folded skips say how many they are, and that the words are the last one's", () => {
  expect(foldedWords({ reasonCode: "no_signal", count: 312 }, "EMA 3 above EMA 8")).toBe(
    "No signal, 312 times that day. The last: EMA 3 above EMA 8",
  );
});

test("what warms up says how far it is and until when at most", () => {
  const because = (has: number, candleMs: number) =>
    becauseOf(facts({ reasonCode: "warming_up", warmUp: { has, needs: 30, candleMs } }));
  expect(because(8, 180_000)).toBe(
    "Too few closed candles for its indicators yet: 8 of 30, the rest closes within 1 h 6 min",
  );
  expect(because(29, 60_000)).toContain("29 of 30, the rest closes within 1 min");
  expect(because(0, 14_400_000)).toContain("within 5 d");
  expect(becauseOf(facts({ reasonCode: "warming_up" }))).toBe(
    "Too few closed candles for its indicators yet",
  );
});

test("each reason is told by what it was decided on", () => {
  const because = (part: Partial<DecisionFacts>) => becauseOf(facts(part));
  expect(because({ reasonCode: "entry_signal", score: "+0.41" })).toBe("Score +0.41 beat threshold +0.25");
  expect(because({ reasonCode: "below_threshold", score: "+0.19" })).toBe(
    "Score +0.19 below threshold +0.25",
  );
  expect(because({ reasonCode: "stale_data", intervalsBehind: 2 })).toBe("Luno candle 2 intervals old");
  expect(because({ reasonCode: "no_signal", technical: "No cross at this close" })).toBe(
    "No cross at this close",
  );
});

test("a rule nobody has words for is told by its own check, and an unknown code as it is", () => {
  expect(becauseOf(facts({ reasonCode: "one_asset", failedCheck: "One asset, BTC: 36 of 35 %" }))).toBe(
    "One asset, BTC: 36 of 35 %",
  );
  expect(becauseOf(facts({ reasonCode: "some_new_code" }))).toBe("Some new code");
});

test("a refused entry says what stands against it, with the figures it was judged on", () => {
  expect(becauseOf(facts({ reasonCode: "asset_exposure", failedCheck: "In BTC: 35.20 of 35 %" }))).toBe(
    "Too much in one coin. In BTC: 35.20 of 35 %",
  );
  expect(becauseOf(facts({ reasonCode: "exchange_daily_limit" }))).toBe(
    "Luno has had its entries of the day",
  );
  expect(becauseOf(facts({ reasonCode: "daily_loss_lock" }))).toContain("until midnight");
});
