import { Atr, atrSeries, TrueRange, trueRangeSeries } from "../atr";
import { Bollinger, bollingerSeries } from "../bollinger";
import { candlesToForget, defineIndicator, factorOf, type Indicator, periodOf } from "../define-indicator";
import { Donchian, donchianSeries } from "../donchian";
import { Keltner, keltnerSeries } from "../keltner";
import { StandardDeviation, standardDeviationSeries } from "../standard-deviation";

/** Channels around the price and the ranges they are made of. */
export const bands: readonly Indicator[] = [
  defineIndicator({
    name: "bbands",
    title: "Bollinger bands",
    params: { period: periodOf(20), stddev: factorOf(2, 0.01, 50) },
    inputs: ["close"],
    outputs: ["lower", "middle", "upper"],
    warmUp: ({ p }) => p.period - 1,
    batch: ({ close }, { p }) => ({ ...bollingerSeries(close, p.period, p.stddev) }),
    stream: ({ p }) => {
      const step = new Bollinger(p.period, p.stddev);
      return ({ close }) => {
        step.next(close);
        return { lower: step.lower, middle: step.middle, upper: step.upper };
      };
    },
  }),
  defineIndicator({
    name: "donchian",
    title: "Donchian channel (previous: without the candle itself)",
    params: { period: periodOf(20) },
    variants: ["previous", "inclusive"],
    inputs: ["high", "low"],
    outputs: ["lower", "upper"],
    warmUp: ({ p, variant }) => p.period - (variant === "inclusive" ? 1 : 0),
    batch: ({ high, low }, { p, variant }) => ({ ...donchianSeries(high, low, p.period, variant) }),
    stream: ({ p, variant }) => {
      const step = new Donchian(p.period, variant);
      return ({ high, low }) => {
        step.next(high, low);
        return { lower: step.lower, upper: step.upper };
      };
    },
  }),
  defineIndicator({
    name: "keltner",
    title: "Keltner channel",
    params: { period: periodOf(20), atr: periodOf(10), multiplier: factorOf(2, 0.01, 50) },
    inputs: ["high", "low", "close"],
    outputs: ["lower", "middle", "upper"],
    warmUp: ({ p }) => Math.max(p.period, p.atr) - 1,
    settle: ({ p }) =>
      Math.max(p.period + candlesToForget(2 / (p.period + 1)), p.atr + candlesToForget(1 / p.atr)),
    batch: (bars, { p }) => ({ ...keltnerSeries(bars, [p.period, p.atr], p.multiplier) }),
    stream: ({ p }) => {
      const step = new Keltner(p.period, p.atr, p.multiplier);
      return ({ high, low, close }) => {
        step.next(high, low, close);
        return { lower: step.lower, middle: step.middle, upper: step.upper };
      };
    },
  }),
  defineIndicator({
    name: "tr",
    title: "True range",
    params: {},
    variants: ["tulip", "talib"],
    inputs: ["high", "low", "close"],
    outputs: ["tr"],
    warmUp: ({ variant }) => (variant === "talib" ? 1 : 0),
    settle: () => 1,
    batch: (bars, { variant }) => ({ tr: trueRangeSeries(bars, variant) }),
    stream: ({ variant }) => {
      const step = new TrueRange(variant);
      return ({ high, low, close }) => ({ tr: step.next(high, low, close) });
    },
  }),
  defineIndicator({
    name: "atr",
    title: "Average true range",
    params: { period: periodOf(14) },
    variants: ["tulip", "talib"],
    inputs: ["high", "low", "close"],
    outputs: ["atr"],
    warmUp: ({ p, variant }) => p.period - (variant === "talib" ? 0 : 1),
    settle: ({ p }) => p.period + candlesToForget(1 / p.period),
    batch: (bars, { p, variant }) => ({ atr: atrSeries(bars, p.period, variant) }),
    stream: ({ p, variant }) => {
      const step = new Atr(p.period, variant);
      return ({ high, low, close }) => ({ atr: step.next(high, low, close) });
    },
  }),
  defineIndicator({
    name: "stddev",
    title: "Standard deviation (population)",
    params: { period: periodOf(20) },
    inputs: ["close"],
    outputs: ["stddev"],
    warmUp: ({ p }) => p.period - 1,
    batch: ({ close }, { p }) => ({ stddev: standardDeviationSeries(close, p.period) }),
    stream: ({ p }) => {
      const step = new StandardDeviation(p.period);
      return ({ close }) => ({ stddev: step.next(close) });
    },
  }),
];
