import { expect, test } from "vitest";
import { inWords } from "./compare-views";

test("what differs between two requests is told in words, not as they are stored", () => {
  expect(inWords({ fast: 12, slow: 26 })).toBe("fast 12, slow 26");
  expect(inWords({ fast: { from: 4, to: 12 }, slow: [20, 40] })).toBe("fast from 4, to 12, slow 20, 40");
  expect([inWords(["BTC/USDT", "ETH/USDT"]), inWords("2026-11-01T00:00:00.000Z"), inWords(0.1)]).toEqual([
    ...["BTC/USDT, ETH/USDT", "2026-11-01T00:00:00.000Z", "0.1"],
  ]);
  expect([inWords(null), inWords(undefined), inWords([])]).toEqual(["–", "–", ""]);
});
