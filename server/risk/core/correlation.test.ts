import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { correlationOf, movingWith, returnsOf } from "./correlation";

const HOURS = 100;
const wave = (of: (hour: number) => number): Float64Array =>
  Float64Array.from({ length: HOURS }, (_, n) => of(n));
const same = wave((n) => Math.sin(n));

describe("the correlation of two coins", () => {
  it.each([
    ["with itself is one", same, 1],
    ["with the same at another size, too", wave((n) => 3 * Math.sin(n)), 1],
    ["with its opposite is minus one", wave((n) => -Math.sin(n)), -1],
    ["with what comes a quarter later is next to nothing", wave((n) => Math.cos(n)), 0],
  ])("%s", (_words, other, expected) => expect(correlationOf(same, other)).toBeCloseTo(expected, 1));

  it("is unknown over too few hours that both have, and for a coin that stands still", () => {
    const gaps = same.map((value, n) => (n < 60 ? Number.NaN : value));
    expect(correlationOf(same, gaps)).toBeNull();
    expect(
      correlationOf(
        same,
        same.map((value, n) => (n < 40 ? Number.NaN : value)),
      ),
    ).toBeCloseTo(1, 9);
    expect(
      correlationOf(
        same,
        wave(() => 0),
      ),
    ).toBeNull();
    expect(
      correlationOf(
        same,
        wave(() => 0.1),
      ),
    ).toBeNull();
  });

  it("lies from -1 to 1, the same both ways", () => {
    const series = fc
      .array(fc.double({ min: -0.5, max: 0.5, noNaN: true }), { minLength: HOURS, maxLength: HOURS })
      .map((values) => Float64Array.from(values));
    fc.assert(
      fc.property(series, series, (one, other) => {
        const found = correlationOf(one, other);
        expect(correlationOf(other, one)).toBe(found);
        if (found !== null) expect(Math.abs(found)).toBeLessThanOrEqual(1);
      }),
    );
  });
});

it("returns are missing where a close is, and one shorter than the closes", () => {
  const returns = [...returnsOf(Float64Array.from([100, 110, Number.NaN, 121, 121]))];
  expect(returns.map((value) => (Number.isNaN(value) ? null : Number(value.toFixed(6))))).toEqual([
    0.09531,
    null,
    null,
    0,
  ]);
});

it("coins of another currency's part never move with one", () => {
  const keys = ["USDT ETH", "USDT BTC", "ZAR ETH", "USDT SOL"];
  const all = () => true;
  expect(movingWith({ base: "BTC", quote: "USDT" }, keys, all)).toEqual(["ETH", "SOL"]);
});
