import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type MarketMs, marketMs } from "@/server/kernel/clock";
import { Decimal } from "@/server/kernel/money";
import type { Tick } from "./market-feed";
import { SPIKE_FACTOR, type TickReference, validateTick } from "./validate-tick";

const NOW = marketMs(2_000_000);
const tick = (over: {
  last?: number | string;
  bid?: number | string;
  ask?: number | string;
  at?: number;
}): Tick => {
  const last = over.last ?? 100;
  return {
    exchange: "binance",
    symbol: "BTC/USDT",
    at: marketMs(over.at ?? 1_500_000),
    last: new Decimal(last),
    bid: new Decimal(over.bid ?? last),
    ask: new Decimal(over.ask ?? last),
  };
};
const reference: TickReference = { at: marketMs(1_000_000), last: new Decimal(100) };

describe("a tick is refused", () => {
  test.each([
    ["not-a-number", tick({ last: "NaN" })],
    ["not-a-number", tick({ ask: "Infinity" })],
    ["not-a-number", tick({ at: Number.NaN })],
    ["not-positive", tick({ last: 0 })],
    ["not-positive", tick({ bid: -1 })],
    ["crossed-book", tick({ bid: 100.2, ask: 100.1 })],
    ["in-the-future", tick({ at: 2_000_001 })],
    ["out-of-order", tick({ at: 999_999 })],
    ["spike", tick({ last: 10_000 })],
    ["spike", tick({ last: 1 })],
    ["spike", tick({ bid: 1, ask: 101 })],
  ])("as %s", (reason, bad) => {
    expect(validateTick(bad, reference, NOW)).toBe(reason);
  });

  test("as no-reference while there is no price to measure it by, sound as it may look", () => {
    expect(validateTick(tick({}), null, NOW)).toBe("no-reference");
    expect(validateTick(tick({ last: 0 }), null, NOW)).toBe("not-positive");
  });
});

const price = fc.integer({ min: 1, max: 10_000_000 }).map((cents) => new Decimal(cents).div(100));
const anyNumber = fc.oneof(fc.double(), price.map(Number), fc.constantFrom(0, -1, Number.NaN, 1e300));

test("an ordinary tick is accepted: positive, uncrossed, in order, within the spike limit", () => {
  fc.assert(
    fc.property(
      price,
      fc.integer({ min: -60, max: 300 }),
      fc.integer({ min: 0, max: 50 }),
      (last, percent, spread) => {
        const moved = last.times(100 + percent).div(100);
        const quotes = {
          bid: moved.times(1000 - spread).div(1000),
          ask: moved.times(1000 + spread).div(1000),
        };
        const good: Tick = { ...tick({}), last: moved, ...quotes };
        expect(validateTick(good, { at: good.at, last }, NOW)).toBeNull();
      },
    ),
  );
});

test("whatever comes, an accepted series is positive, in order and without spikes", () => {
  const wild = fc.record({
    last: anyNumber,
    bid: anyNumber,
    ask: anyNumber,
    at: fc.integer({ min: 0, max: 2_000_100 }),
  });
  fc.assert(
    fc.property(fc.array(wild, { maxLength: 40 }), (ticks) => {
      let known: { at: MarketMs; last: Decimal } = { at: marketMs(0), last: new Decimal(1_000) };
      for (const one of ticks.map(tick)) {
        if (validateTick(one, known, NOW) !== null) continue;
        expect(one.last.gt(0) && one.bid.gt(0) && one.bid.lte(one.ask) && one.at <= NOW).toBe(true);
        expect(one.at).toBeGreaterThanOrEqual(known.at);
        expect(one.last.div(known.last).lte(SPIKE_FACTOR)).toBe(true);
        known = { at: one.at, last: one.last };
      }
    }),
  );
});
