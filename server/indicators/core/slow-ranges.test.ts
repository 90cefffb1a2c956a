import { expect, test } from "vitest";
import { expectClose, mean, onBars, sum, windows } from "../testing/slow-series";
import { adxSeries } from "./adx";
import { atrSeries } from "./atr";
import { cciSeries } from "./cci";
import { mfiSeries } from "./mfi";
import { parabolicSarSeries } from "./parabolic-sar";
import { supertrendSeries } from "./supertrend";
import { rollingVwapSeries } from "./vwap";

// Indicators of whole candles against their textbook definitions: slow, obvious, and written without the kernels.

test("money flow, commodity channel and rolling volume-weighted price follow their definitions", () => {
  onBars((columns, n) => {
    const { high, low, close, volume } = columns;
    const typical = Float64Array.from(
      close,
      (last, i) => ((high[i] as number) + (low[i] as number) + last) / 3,
    );
    const flow = (from: number, to: number, sign: number) =>
      sum(
        [...typical.keys()]
          .slice(from, to)
          .filter((i) => Math.sign((typical[i] as number) - (typical[i - 1] as number)) === sign)
          .map((i) => (typical[i] as number) * (volume[i] as number)),
      );
    const mfi = [...typical.keys()].map((i) => {
      if (i < n) return Number.NaN;
      const [up, down] = [flow(i - n + 1, i + 1, 1), flow(i - n + 1, i + 1, -1)];
      return up + down === 0 ? 50 : (100 * up) / (up + down);
    });
    expectClose(mfiSeries(columns, n), mfi);
    const cci = windows(typical, n, (window) => {
      const spread = mean(window.map((value) => Math.abs(value - mean(window))));
      return spread < 1e-10 ? 0 : ((window[n - 1] as number) - mean(window)) / (0.015 * spread);
    });
    expectClose(cciSeries(columns, n), cci, 1e-6);
    const price = [...typical.keys()].map((i) => {
      if (i < n - 1) return Number.NaN;
      const [weights, prices] = [
        [...volume.subarray(i - n + 1, i + 1)],
        [...typical.subarray(i - n + 1, i + 1)],
      ];
      return sum(prices.map((value, at) => value * (weights[at] as number))) / sum(weights);
    });
    expectClose(rollingVwapSeries(columns, n), price);
  });
});

test("average range and directional index follow Wilder's sums", () => {
  onBars(({ high, low, close }, n) => {
    const at = (column: Float64Array, index: number) => column[index] as number;
    const range = [...close.keys()].map((i) =>
      i === 0
        ? at(high, 0) - at(low, 0)
        : Math.max(
            at(high, i) - at(low, i),
            Math.abs(at(high, i) - at(close, i - 1)),
            Math.abs(at(low, i) - at(close, i - 1)),
          ),
    );
    const atr = range.map((_r, i) =>
      i < n - 1
        ? Number.NaN
        : range.slice(n, i + 1).reduce((had, one) => (had * (n - 1) + one) / n, mean(range.slice(0, n))),
    );
    expectClose(atrSeries({ high, low, close }, n), atr);
    const moves = [...close.keys()].slice(1).map((i) => {
      const [up, down] = [at(high, i) - at(high, i - 1), at(low, i - 1) - at(low, i)];
      return { up: up > down && up > 0 ? up : 0, down: down > up && down > 0 ? down : 0 };
    });
    const wilder = (list: readonly number[], i: number) =>
      list.slice(n - 1, i).reduce((had, one) => had - had / n + one, sum(list.slice(0, n - 1)));
    const dx = [...close.keys()].map((i) => {
      const [up, down] = [
        wilder(
          moves.map((m) => m.up),
          i,
        ),
        wilder(
          moves.map((m) => m.down),
          i,
        ),
      ];
      return up + down === 0 ? 0 : (100 * Math.abs(up - down)) / (up + down);
    });
    const adx = dx.map((_d, i) =>
      i < 2 * n - 1
        ? Number.NaN
        : dx.slice(2 * n, i + 1).reduce((had, one) => (had * (n - 1) + one) / n, mean(dx.slice(n, 2 * n))),
    );
    expectClose(adxSeries({ high, low, close }, n, "talib").adx, adx, 1e-8);
  });
});

test("Supertrend's line never stands on the wrong side of its own close, and turns only when crossed", () => {
  onBars(({ high, low, close }, n) => {
    const { supertrend, direction } = supertrendSeries({ high, low, close }, n, 2);
    for (let index = n; index < close.length; index++) {
      const [line, way, last] = [supertrend[index], direction[index], close[index]] as number[];
      if (way === 1) expect(last).toBeGreaterThanOrEqual(line as number);
      else expect(last).toBeLessThanOrEqual(line as number);
      if (way === direction[index - 1]) {
        const before = supertrend[index - 1] as number;
        expect(((line as number) - before) * (way as number)).toBeGreaterThanOrEqual(0);
      }
    }
  });
});

test("the parabolic stop never stands inside the candle it judges", () => {
  onBars(({ high, low }) => {
    for (const variant of ["tulip", "talib"] as const) {
      const sar = parabolicSarSeries(high, low, [0.02, 0.2], variant);
      for (let index = 2; index < high.length; index++) {
        const [stop, top, bottom] = [sar[index], high[index], low[index]] as number[];
        const inside = (stop as number) > (bottom as number) && (stop as number) < (top as number);
        // where a candle turns the trend, Tulip puts the stop at the extreme, which may lie within it
        if (variant === "talib") expect(inside, `[${index}]`).toBe(false);
      }
    }
  });
});
