import { expect, test } from "vitest";
import { deviation, expectClose, mean, onBars, onSeries, sum, windows } from "../testing/slow-series";
import { bollingerSeries } from "./bollinger";
import { cciSeries } from "./cci";
import { donchianSeries } from "./donchian";
import { emaSeries } from "./ema";
import { linearRegressionSlopeSeries } from "./linear-regression-slope";
import { mfiSeries } from "./mfi";
import { rocSeries } from "./roc";
import { rsiSeries } from "./rsi";
import { smaSeries } from "./sma";
import { standardDeviationSeries } from "./standard-deviation";
import { stochasticSeries } from "./stochastic";
import { sessionVwapSeries } from "./vwap";
import { williamsRSeries } from "./williams-r";
import { wmaSeries } from "./wma";
import { zScoreSeries } from "./z-score";

// Each indicator against its textbook definition, window by window: slow, obvious, and written without the kernels.

test("simple and weighted means, deviation, standard score, slope and bands are those of each window", () => {
  onSeries((values, n) => {
    expectClose(smaSeries(values, n), windows(values, n, mean));
    const weights = (n * (n + 1)) / 2;
    expectClose(
      wmaSeries(values, n),
      windows(values, n, (window) => sum(window.map((value, index) => value * (index + 1))) / weights),
    );
    expectClose(standardDeviationSeries(values, n), windows(values, n, deviation));
    const score = (window: number[]) => {
      const spread = deviation(window);
      return spread < 1e-12 ? 0 : ((window[n - 1] as number) - mean(window)) / spread;
    };
    expectClose(zScoreSeries(values, n), windows(values, n, score), 1e-6);
    const slope = (window: number[]) => {
      const middle = (n - 1) / 2;
      const products = sum(window.map((value, index) => (index - middle) * (value - mean(window))));
      return products / sum(window.map((_value, index) => (index - middle) ** 2));
    };
    expectClose(linearRegressionSlopeSeries(values, n), windows(values, n, slope));
    const { lower, upper } = bollingerSeries(values, n, 2.5);
    expectClose(
      upper,
      windows(values, n, (window) => mean(window) + 2.5 * deviation(window)),
    );
    expectClose(
      lower,
      windows(values, n, (window) => mean(window) - 2.5 * deviation(window)),
    );
  });
});

test("an exponential mean is the weighted sum it stands for, from either seed", () => {
  onSeries((values, n) => {
    const alpha = 2 / (n + 1);
    const decay = (index: number, from: number, seed: number) => {
      const newer = [...values.subarray(from + 1, index + 1)].reverse();
      const weighted = newer.map((value, age) => alpha * (1 - alpha) ** age * value);
      return sum(weighted) + (1 - alpha) ** (index - from) * seed;
    };
    const indexes = [...values.keys()];
    expectClose(
      emaSeries(values, n),
      indexes.map((index) => decay(index, 0, values[0] as number)),
    );
    const seed = mean([...values.subarray(0, n)]);
    const later = indexes.map((index) => (index < n - 1 ? Number.NaN : decay(index, n - 1, seed)));
    expectClose(emaSeries(values, n, "sma"), later);
  });
});

test("the strength index is the share of smoothed gains, the rate of change that of the value before", () => {
  onSeries((values, n) => {
    const changes = [...values].map((value, index) =>
      index === 0 ? 0 : value - (values[index - 1] as number),
    );
    const smooth = (index: number, pick: (change: number) => number): number => {
      const first = mean(changes.slice(1, n + 1).map(pick));
      return changes
        .slice(n + 1, index + 1)
        .reduce((had, change) => (had * (n - 1) + pick(change)) / n, first);
    };
    const slow = changes.map((_change, index) => {
      if (index < n) return Number.NaN;
      const gain = smooth(index, (change) => Math.max(change, 0));
      const loss = smooth(index, (change) => Math.max(-change, 0));
      return gain + loss === 0 ? 50 : 100 - 100 / (1 + gain / loss);
    });
    expectClose(rsiSeries(values, n), slow);
    const rates = [...values].map((value, index) =>
      index < n ? Number.NaN : value / (values[index - n] as number) - 1,
    );
    expectClose(rocSeries(values, n), rates);
  });
});

test("channels, stochastic and Williams %R look at the window's own high and low", () => {
  onBars(({ high, low, close }, n) => {
    const top = windows(high, n, (window) => Math.max(...window));
    const bottom = windows(low, n, (window) => Math.min(...window));
    const inclusive = donchianSeries(high, low, n, "inclusive");
    expectClose(inclusive.upper, top);
    expectClose(inclusive.lower, bottom);
    expectClose(donchianSeries(high, low, n).upper, [Number.NaN, ...top.slice(0, -1)]);
    const share = (index: number) => {
      const [highest, lowest] = [top[index] as number, bottom[index] as number];
      return highest === lowest ? Number.NaN : ((close[index] as number) - lowest) / (highest - lowest);
    };
    const flatAt = (index: number) => index >= n - 1 && top[index] === bottom[index];
    const willr = [...close.keys()].map((index) => (flatAt(index) ? 0 : -100 + 100 * share(index)));
    expectClose(williamsRSeries({ high, low, close }, n), willr, 1e-7);
    const fast = [...close.keys()].map((index) => (flatAt(index) ? 0 : 100 * share(index)));
    const k = fast.map((_value, index) => (index < 2 ? Number.NaN : mean(fast.slice(index - 2, index + 1))));
    const d = k.map((_value, index) => (index < 3 ? Number.NaN : mean(k.slice(index - 3, index + 1))));
    const stochastic = stochasticSeries({ high, low, close }, [n, 3, 4]);
    expectClose(stochastic.d, d, 1e-7);
    expectClose(
      stochastic.k,
      k.map((value, index) => (Number.isNaN(d[index] as number) ? Number.NaN : value)),
      1e-7,
    );
  });
});

test("a flat window has no deviation, no slope and no score, even right after a crash", () => {
  const values = Float64Array.from([...Array(50).fill(1e6), ...Array(50).fill(0.07)]);
  expect(standardDeviationSeries(values, 20).at(-1)).toBe(0);
  expect(standardDeviationSeries(values, 20)[69]).toBe(0);
  expect(linearRegressionSlopeSeries(values, 20)[69]).toBe(0);
  expect(zScoreSeries(values, 20)[69]).toBe(0);
  const flat = { high: values, low: values, close: values, volume: new Float64Array(100) };
  expect([cciSeries(flat, 20)[75], mfiSeries(flat, 20)[80], rsiSeries(values.subarray(50), 14)[20]]).toEqual([
    0, 50, 50,
  ]);
});

test("the session's price starts anew at midnight UTC", () => {
  const time = Float64Array.from([0, 43_200_000, 86_400_000]);
  const flat = Float64Array.from([10, 20, 50]);
  const volume = Float64Array.from([1, 3, 2]);
  expect([...sessionVwapSeries({ time, high: flat, low: flat, close: flat, volume })]).toEqual([
    10, 17.5, 50,
  ]);
});

test("a Donchian channel does not look at the candle it judges", () => {
  const high = Float64Array.from([1, 2, 3, 99]);
  const low = Float64Array.from([0.5, 0.4, 0.6, 0.1]);
  const { upper, lower } = donchianSeries(high, low, 3);
  expect([upper[3], lower[3], upper[2]]).toEqual([3, 0.4, Number.NaN]);
});

test("an impossible period or unequal columns are refused in one sentence", () => {
  const values = new Float64Array(5);
  expect(() => smaSeries(values, 0)).toThrow("period must be a whole number from 1 to 100000, not 0.");
  expect(() => rsiSeries(values, 2.5)).toThrow(RangeError);
  expect(() => emaSeries(values, Number.NaN)).toThrow(RangeError);
  expect(() => bollingerSeries(values, 5, -1)).toThrow("deviations must be a number above 0, not -1.");
  expect(() => donchianSeries(values, new Float64Array(4), 2)).toThrow(/low has 4 values and high has 5/);
  expect(smaSeries(values, 20)).toEqual(new Float64Array(5).fill(Number.NaN));
});
