import fc from "fast-check";
import { expect, test } from "vitest";
import { findSpikes, type PriceRow } from "./find-spikes";

const flat = (close: number): PriceRow => ({ open: close, high: close, low: close, close });
const spikesOf = (closes: readonly number[], reference: number | null = 100) => [
  ...findSpikes(closes.map(flat), reference),
];

test("one candle more than five times away is refused, above and below, at any place", () => {
  expect(spikesOf([101, 506, 102])).toEqual([1]);
  expect(spikesOf([101, 20.1, 102])).toEqual([1]);
  expect(spikesOf([101, 505, 102])).toEqual([]);
  expect(spikesOf([600])).toEqual([0]);
  expect(spikesOf([101, 102, 600])).toEqual([2]);
  expect(spikesOf([10_000, 100, 101], null)).toEqual([0]);
});

test("a wick that nobody could trade is refused whatever follows it", () => {
  const wick = { open: 100, high: 900, low: 99, close: 101 };
  expect([...findSpikes([flat(100), wick, flat(101), wick, wick, flat(99)], null)]).toEqual([1, 3, 4]);
});

test("a market that truly moved is believed from its second candle's word on", () => {
  expect(spikesOf([101, 700, 720, 690])).toEqual([]);
  // the candle in which it moved holds both prices: it alone is left out
  const fall = { open: 100, high: 100, low: 11, close: 12 };
  expect([...findSpikes([flat(100), fall, flat(12), flat(11.5)], 100)]).toEqual([1]);
});

test("nothing is refused where each candle is within the limit of the one before", () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0.21, max: 4.9, noNaN: true }), { maxLength: 60 }), (factors) => {
      let close = 100;
      const closes = factors.map((factor) => {
        close = Math.min(1e12, Math.max(1e-9, close * factor));
        return close;
      });
      expect(spikesOf(closes)).toEqual([]);
    }),
  );
});

test("single bad candles among good ones are found exactly", () => {
  fc.assert(
    fc.property(fc.integer({ min: 3, max: 40 }), fc.integer({ min: 0, max: 39 }), (length, at) => {
      const bad = at % length;
      const closes = Array.from({ length }, (_one, place) => (place === bad ? 12_345 : 100 + (place % 7)));
      expect(spikesOf(closes)).toEqual([bad]);
    }),
  );
});
