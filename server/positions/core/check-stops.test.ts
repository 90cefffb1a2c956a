import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { marketMs } from "@/server/kernel/clock";
import { Decimal } from "@/server/kernel/money";
import { checkStops, placeStops, type StopLevels } from "./check-stops";

const d = (text: string) => new Decimal(text);
const levels: StopLevels = {
  entryPrice: d("100"),
  stopPrice: d("97"),
  targetPrice: d("105"),
  trailingRatio: d("0.03"),
  highestPrice: d("104"),
};

// Guards the exits: the right one fires, at the right price, and none fires by itself.
describe("checkStops", () => {
  test.each([
    ["exactly at the stop", "97", {}, "stop_loss"],
    ["below the stop", "50", {}, "stop_loss"],
    ["a tick above the stop, before any rise", "97.01", { highestPrice: d("100") }, null],
    ["at the target", "105", {}, "take_profit"],
    ["3 % below a peak of 104", "100.88", {}, "trailing_stop"],
    ["a tick above the trail", "100.89", {}, null],
    ["below a trail that lies under the entry", "98", { highestPrice: d("101") }, null],
    ["above the target without one", "120", { targetPrice: null }, null],
  ] as const)("%s", (_case, price, change, reasonCode) => {
    expect(checkStops({ ...levels, ...change }, d(price))?.reasonCode ?? null).toBe(reasonCode);
  });

  it("prefers the stop when stop and target are both passed", () => {
    expect(checkStops({ ...levels, targetPrice: d("90") }, d("95"))?.reasonCode).toBe("stop_loss");
  });

  it("sells when its time is over, and only then, after every price has been asked", () => {
    const timed = { ...levels, timeStopAt: marketMs(1_000) };
    const hit = (price: string, at: number) => checkStops(timed, d(price), marketMs(at))?.reasonCode ?? null;
    expect([hit("102", 999), hit("102", 1_000), hit("102", 1_001)]).toEqual([null, "time_stop", "time_stop"]);
    expect([hit("97", 1_000), hit("105", 1_000), hit("100.88", 1_000)]).toEqual([
      ...["stop_loss", "take_profit", "trailing_stop"],
    ]);
    expect(checkStops(timed, d("102"), marketMs(2_000))?.level).toBeNull();
    expect(checkStops({ ...levels, timeStopAt: null }, d("102"), marketMs(2_000))).toBeNull();
  });

  it("always exits at or below the stop, whatever the rest says", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 9_700 }),
        fc.integer({ min: 100, max: 20_000 }),
        (cents, peak) => {
          const hit = checkStops(
            { ...levels, highestPrice: d("1").times(peak).div(100) },
            d("1").times(cents).div(100),
          );
          expect(hit?.reasonCode).toBe("stop_loss");
        },
      ),
    );
  });

  it("places the exits around the entry price", () => {
    const placed = placeStops(d("200"), { stop: d("0.03"), target: d("0.05"), trailing: d("0.03") });
    expect(placed.stopPrice.toFixed()).toBe("194");
    expect(placed.targetPrice.toFixed()).toBe("210");
  });
});
