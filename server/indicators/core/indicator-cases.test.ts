import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { atrSeries, type Ranges, trueRangeSeries } from "./atr";
import { bollingerSeries } from "./bollinger";
import { donchianSeries } from "./donchian";
import { emaSeries } from "./ema";
import { rsiSeries } from "./rsi";

const FILE = path.resolve(import.meta.dirname, "../../../../shared/facts/trading/indicator-cases.json");

type Case = {
  readonly id: string;
  readonly params: { readonly [name: string]: number };
  readonly output: { readonly [name: string]: readonly (number | null)[] };
};
type Outputs = { readonly [name: string]: Float64Array };

const compute: { readonly [id: string]: (ranges: Ranges, params: Case["params"]) => Outputs } = {
  ema_12_tulip: ({ close }, { period = 0 }) => ({ ema: emaSeries(close, period) }),
  ema_50_tulip: ({ close }, { period = 0 }) => ({ ema: emaSeries(close, period) }),
  rsi_14: ({ close }, { period = 0 }) => ({ rsi: rsiSeries(close, period) }),
  atr_14: (ranges, { period = 0 }) => ({ atr: atrSeries(ranges, period) }),
  tr: (ranges) => ({ tr: trueRangeSeries(ranges) }),
  bbands_20_2: ({ close }, { period = 0, stddev = 0 }) => ({ ...bollingerSeries(close, period, stddev) }),
};

function load(): { ranges: Ranges; cases: readonly Case[] } {
  const file = JSON.parse(readFileSync(FILE, "utf8")) as {
    candles: { h: number[]; l: number[]; c: number[] };
    cases: Case[];
  };
  const { h, l, c } = file.candles;
  return {
    ranges: { high: Float64Array.from(h), low: Float64Array.from(l), close: Float64Array.from(c) },
    cases: file.cases,
  };
}

// Guards the indicators against the values that Tulip and TA-Lib give on real candles.
describe.skipIf(!existsSync(FILE))(
  "indicators against reference values (skipped where shared/facts/trading is absent)",
  () => {
    test.each(Object.keys(compute))("%s agrees to a relative 1e-9", (id) => {
      const { ranges, cases } = load();
      const found = cases.find((one) => one.id === id);
      expect(found, `case ${id} is in the file`).toBeDefined();
      const ours = compute[id]?.(ranges, found?.params ?? {}) ?? {};
      for (const [name, values] of Object.entries(found?.output ?? {})) {
        values.forEach((value, index) => {
          const own = ours[name]?.[index] as number;
          if (value === null) expect(own, `${name}[${index}] is before the first`).toBeNaN();
          else expect(Math.abs(own - value), `${name}[${index}]`).toBeLessThanOrEqual(1e-9 * Math.abs(value));
        });
      }
    });
  },
);

test("a Donchian channel does not look at the candle it judges", () => {
  const high = Float64Array.from([1, 2, 3, 99]);
  const low = Float64Array.from([0.5, 0.4, 0.6, 0.1]);
  const { upper, lower } = donchianSeries(high, low, 3);
  expect([upper[3], lower[3], upper[2]]).toEqual([3, 0.4, Number.NaN]);
});
