import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Bar, BarField, Bars } from "./bars";
import { findIndicator, indicators, readSettings } from "./catalog";
import type { Indicator, Settings } from "./define-indicator";

const FIELDS: readonly BarField[] = ["time", "open", "high", "low", "close", "volume"];
const price = fc.double({ min: 0.5, max: 2, noNaN: true });

/** A walk of candles; with `holes`, some of them carry what no candle should. */
const candles = (holes: boolean, least = 0) =>
  fc
    .array(
      fc.record({
        factor: price,
        above: fc.double({ min: 0, max: 0.1, noNaN: true }),
        below: fc.double({ min: 0, max: 0.1, noNaN: true }),
        volume: fc.oneof(fc.constant(0), fc.double({ min: 0, max: 1e4, noNaN: true })),
        still: fc.boolean(),
        hole: holes ? fc.integer({ min: 0, max: 12 }) : fc.constant(12),
      }),
      { minLength: least, maxLength: 140, size: "max" },
    )
    .map((moves) => {
      let close = 100;
      return moves.map(({ factor, above, below, volume, still, hole }, index): Bar => {
        const open = close;
        close *= still ? 1 : 1 + (factor - 1.25) / 20;
        const [top, bottom] = [Math.max(open, close), Math.min(open, close)];
        const bar = {
          time: index * 3_600_000,
          open,
          high: top * (1 + above),
          low: bottom * (1 - below),
          close,
          volume,
        };
        if (hole === 0) return { ...bar, close: Number.NaN, high: Number.NaN };
        if (hole === 1) return { ...bar, low: Number.POSITIVE_INFINITY, close: Number.NEGATIVE_INFINITY };
        return bar;
      });
    });

const toBars = (list: readonly Bar[]): Bars =>
  Object.fromEntries(FIELDS.map((field) => [field, Float64Array.from(list, (bar) => bar[field])])) as Bars;

/** Any settings the catalogue accepts, with short windows so that they fill. */
const settingsOf = (indicator: Indicator) =>
  fc
    .record({
      variant: fc.constantFrom(...indicator.variants),
      numbers: fc.record(
        Object.fromEntries(
          Object.entries(indicator.params).map(([name, { whole, min, max }]) => [
            name,
            whole
              ? fc.integer({ min, max: 20 })
              : fc.double({ min: Math.max(min, 0.01), max: Math.min(max, 5), noNaN: true }),
          ]),
        ),
      ),
    })
    .map(({ variant, numbers }) => readSettings(indicator, numbers, variant))
    .filter((settings) => settings.ok)
    .map((settings) => (settings.ok ? settings.value : ({} as Settings)));

describe.each([...indicators.values()].map((indicator) => [indicator.name, indicator] as const))(
  "%s",
  (_, indicator) => {
    test("candle by candle gives the numbers of the whole series, bit for bit, holes or not", () => {
      fc.assert(
        fc.property(candles(true), settingsOf(indicator), (list, settings) => {
          const whole = indicator.batch(toBars(list), settings);
          const next = indicator.stream(settings);
          expect(Object.keys(whole)).toEqual(indicator.outputs);
          list.forEach((bar, index) => {
            const now = next(bar);
            for (const name of indicator.outputs) {
              if (!Object.is(now[name], whole[name]?.[index])) {
                expect(now[name], `${name}[${index}]`).toBe(whole[name]?.[index]);
              }
            }
          });
        }),
        { numRuns: 20 },
      );
    });

    test("is NaN during the warm-up it declares and finite from then on", () => {
      fc.assert(
        fc.property(candles(false), settingsOf(indicator), (list, settings) => {
          const whole = indicator.batch(toBars(list), settings);
          const warmUp = indicator.warmUp(settings);
          const known = list.map((_bar, index) =>
            indicator.outputs.every((name) => Number.isFinite(whole[name]?.[index])),
          );
          expect(known).toEqual(list.map((_bar, index) => index >= warmUp));
        }),
        { numRuns: 20 },
      );
    });

    test("what comes later changes nothing", () => {
      fc.assert(
        fc.property(candles(true), settingsOf(indicator), fc.nat(140), (list, settings, cut) => {
          const whole = indicator.batch(toBars(list), settings);
          const part = indicator.batch(toBars(list.slice(0, cut)), settings);
          for (const name of indicator.outputs) {
            expect(part[name]).toEqual(whole[name]?.slice(0, cut));
          }
        }),
        { numRuns: 15 },
      );
    });

    test("has settled when it says so: an earlier start gives the same value", () => {
      const list = fc.sample(
        candles(false).filter(({ length }) => length > 60),
        { numRuns: 6, seed: 7 },
      );
      const long = toBars(list.flat().map((bar, index) => ({ ...bar, time: index * 3_600_000 })));
      const shorten = (from: number) =>
        Object.fromEntries(FIELDS.map((field) => [field, long[field].subarray(from)])) as Bars;
      const found = readSettings(indicator, short(indicator));
      if (!found.ok) throw new Error(found.refusal.message);
      const settle = indicator.settle(found.value);
      if (settle === null) return;
      const from = 17;
      const at = from + settle;
      expect(at).toBeLessThan(long.close.length);
      const [early, late] = [indicator.batch(long, found.value), indicator.batch(shorten(from), found.value)];
      for (const name of indicator.outputs) {
        const [a, b] = [early[name]?.[at] as number, late[name]?.[settle] as number];
        expect(Math.abs(a - b)).toBeLessThanOrEqual(1e-6 * Math.max(1, Math.abs(a)));
      }
    });
  },
);

const short = (indicator: Indicator): { [name: string]: number } =>
  Object.fromEntries(
    Object.entries(indicator.params).flatMap(([name, { whole, min }]) =>
      whole ? [[name, Math.max(min, name === "slow" ? 6 : 4)]] : [],
    ),
  );

test("the catalogue holds every indicator there is to be", () => {
  const wanted =
    "sma ema wma rsi macd bbands atr tr stoch adx di cci mfi roc willr obv vwap rolling-vwap donchian keltner psar supertrend stddev linregslope zscore";
  expect([...indicators.keys()].sort()).toEqual(wanted.split(" ").sort());
  expect(findIndicator("nothing")).toMatchObject({ ok: false });
});
