import fc from "fast-check";
import { expect, it } from "vitest";
import { marketMs } from "@/server/kernel/clock";
import { Decimal } from "@/server/kernel/money";
import { DAYS_LEAST, PAIRS_LEAST, type TrackedTrade, trackTwin } from "./track-twin";

const DAY = 86_400_000;
const START = Date.UTC(2026, 10, 1, 12);
const d = (value: string | number) => new Decimal(value);

/** A trade of one coin without fees, closed an hour after its slot. */
function trade(at: number, entry: number, exit: number | null, sold = "1"): TrackedTrade {
  const slotAt = marketMs(START + at);
  return {
    slotAt,
    symbol: "BTC/USDT",
    bought: d(1),
    entryPrice: d(entry),
    sold: exit === null ? d(0) : d(sold),
    exitPrice: exit === null ? null : d(exit),
    realised: exit === null ? d(0) : d(exit).minus(entry).times(sold),
    closedAt: exit === null ? null : marketMs(slotAt + 3_600_000),
  };
}
const track = (live: readonly TrackedTrade[], twin: readonly TrackedTrade[]) =>
  trackTwin({ live, twin, timeZone: "Africa/Johannesburg" });

it("a pair says by how many basis points live bought dearer and sold cheaper than its twin", () => {
  const seen = track([trade(0, 100.1, 109)], [trade(0, 100, 110)]);
  expect(seen).toMatchObject({ paired: 1, missingLive: 0, missingTwin: 0 });
  expect(seen.entry.mean).toBeCloseTo(10, 9);
  expect(seen.exit.mean).toBeCloseTo(90.90909, 4);
});

it("a trade that only one of them made is missing at the other, and counts in the days", () => {
  const seen = track(
    [trade(0, 100, 101), trade(DAY, 100, 90)],
    [trade(0, 100, 101), trade(2 * DAY, 100, 105)],
  );
  expect(seen).toMatchObject({ paired: 1, missingLive: 1, missingTwin: 1 });
  expect(seen.perDay).toMatchObject({ value: null, of: 3, least: DAYS_LEAST });
  expect(seen.perTrade).toMatchObject({ value: null, of: 1, least: PAIRS_LEAST });
});

it("what the twin traded before the bot was first live is not held against it", () => {
  expect(track([trade(DAY, 100, 101)], [trade(0, 100, 101), trade(DAY, 100, 101)]).missingLive).toBe(0);
  expect(track([], [trade(0, 100, 101)])).toMatchObject({ paired: 0, missingLive: 0, meanReturn: null });
});

it("an open trade is a pair by its entry alone", () => {
  const seen = track([trade(0, 101, null)], [trade(0, 100, 101)]);
  expect(seen.entry.pairs).toBe(1);
  expect(seen.exit).toEqual({ pairs: 0, mean: null, worst: null });
  expect(seen.meanReturn).toBeNull();
});

it("the tracking error is the sample deviation of the differences: 0.1 % and −0.1 % by turns is 0.1054 %", () => {
  const at = Array.from({ length: 10 }, (_none, index) => index);
  const live = at.map((index) => trade(index * DAY, 100, index % 2 === 0 ? 101.1 : 100.9));
  const twin = at.map((index) => trade(index * DAY, 100, 101));
  const seen = track(live, twin);
  expect(seen.perTrade.value).toBeCloseTo(0.001 * Math.sqrt(10 / 9), 9);
  expect(seen.perDay.value).toBeCloseTo(0.001 * Math.sqrt(10 / 9), 9);
  expect(seen.meanReturn).toBeCloseTo(0, 12);
});

it("a steady difference is no tracking error but a mean, and a smaller size is no difference", () => {
  const at = Array.from({ length: 12 }, (_none, index) => index);
  const half = at.map((index) => trade(index * DAY, 100, 102, "0.5"));
  const seen = track(
    half,
    at.map((index) => trade(index * DAY, 100, 103)),
  );
  expect(seen.perTrade.value).toBeCloseTo(0, 9);
  expect(seen.meanReturn).toBeCloseTo(-0.01, 9);
});

it("a bot that trades as its twin does has no error, whatever it trades", () => {
  const exits = fc.array(fc.integer({ min: 50, max: 200 }), { minLength: PAIRS_LEAST, maxLength: 30 });
  fc.assert(
    fc.property(exits, (prices) => {
      const trades = prices.map((exit, index) => trade(index * 7_200_000, 100, exit));
      expect(track(trades, trades)).toMatchObject({
        missingLive: 0,
        missingTwin: 0,
        perTrade: { value: 0 },
        meanReturn: 0,
      });
    }),
  );
});
