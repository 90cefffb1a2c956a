import { describe, expect, it } from "vitest";
import { buy, type CandleWindow, type Holding } from "@/server/strategy/core/strategy";
import { askOnce } from "./ask-once";

const column = new Float64Array([1, 2, 3]);
const newWindow = (): CandleWindow => ({
  openAt: column,
  open: column,
  high: column,
  low: column,
  close: column,
  volume: column,
});
const held: Holding = { entryPrice: 1, lots: 1, lastPrice: 1, candlesHeld: 1 };

function countingStrategy(id: string) {
  const asked: unknown[][] = [];
  const decide = (_window: CandleWindow, params: { fast: number }, holding: Holding | null) => {
    asked.push([params.fast, holding]);
    return buy(params.fast / 10, "asked", "Asked", []);
  };
  return { id, asked, decide };
}

// Guards the pace of a fleet on few markets: what bots would all be told is worked out once.
describe("askOnce", () => {
  it("asks once for the same candles and parameters, and answers each its own", () => {
    const [one, other] = [countingStrategy("one"), countingStrategy("other")];
    const [window, another] = [newWindow(), newWindow()];
    for (let bot = 0; bot < 5; bot++)
      for (const fast of [1, 2]) expect(askOnce(one, window, { fast }, null).score).toBe(fast / 10);
    expect(one.asked).toEqual([
      [1, null],
      [2, null],
    ]);
    askOnce(one, another, { fast: 1 }, null);
    askOnce(other, window, { fast: 1 }, null);
    expect(one.asked).toHaveLength(3);
    expect(other.asked).toHaveLength(1);
  });

  it("asks anew for a bot that holds something", () => {
    const strategy = countingStrategy("one");
    const window = newWindow();
    askOnce(strategy, window, { fast: 1 }, null);
    askOnce(strategy, window, { fast: 1 }, held);
    askOnce(strategy, window, { fast: 1 }, held);
    expect(strategy.asked).toHaveLength(3);
  });
});
