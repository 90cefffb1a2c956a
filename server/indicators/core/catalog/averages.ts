import { candlesToForget, defineIndicator, factorOf, type Indicator, periodOf } from "../define-indicator";
import { Ema, emaSeries } from "../ema";
import { LinearRegressionSlope, linearRegressionSlopeSeries } from "../linear-regression-slope";
import { Macd, macdSeries } from "../macd";
import { ParabolicSar, parabolicSarSeries } from "../parabolic-sar";
import { Sma, smaSeries } from "../sma";
import { Supertrend, supertrendSeries } from "../supertrend";
import { Wma, wmaSeries } from "../wma";

const seedOf = (variant: "tulip" | "talib") => (variant === "talib" ? "sma" : "first");

/** Averages and lines that follow the price. */
export const averages: readonly Indicator[] = [
  defineIndicator({
    name: "sma",
    title: "Simple moving average",
    params: { period: periodOf(20) },
    inputs: ["close"],
    outputs: ["sma"],
    warmUp: ({ p }) => p.period - 1,
    batch: ({ close }, { p }) => ({ sma: smaSeries(close, p.period) }),
    stream: ({ p }) => {
      const step = new Sma(p.period);
      return ({ close }) => ({ sma: step.next(close) });
    },
  }),
  defineIndicator({
    name: "ema",
    title: "Exponential moving average",
    params: { period: periodOf(20) },
    variants: ["tulip", "talib"],
    inputs: ["close"],
    outputs: ["ema"],
    warmUp: ({ p, variant }) => (variant === "talib" ? p.period - 1 : 0),
    settle: ({ p }) => p.period + candlesToForget(2 / (p.period + 1)),
    batch: ({ close }, { p, variant }) => ({ ema: emaSeries(close, p.period, seedOf(variant)) }),
    stream: ({ p, variant }) => {
      const step = new Ema(p.period, seedOf(variant));
      return ({ close }) => ({ ema: step.next(close) });
    },
  }),
  defineIndicator({
    name: "wma",
    title: "Weighted moving average",
    params: { period: periodOf(20) },
    inputs: ["close"],
    outputs: ["wma"],
    warmUp: ({ p }) => p.period - 1,
    batch: ({ close }, { p }) => ({ wma: wmaSeries(close, p.period) }),
    stream: ({ p }) => {
      const step = new Wma(p.period);
      return ({ close }) => ({ wma: step.next(close) });
    },
  }),
  defineIndicator({
    name: "macd",
    title: "Moving average convergence divergence",
    params: { fast: periodOf(12), slow: periodOf(26), signal: periodOf(9) },
    variants: ["tulip", "talib", "plain"],
    inputs: ["close"],
    outputs: ["macd", "signal", "hist"],
    warmUp: ({ p, variant }) => (variant === "talib" ? p.slow + p.signal - 2 : p.slow - 1),
    settle: ({ p }) => 2 * (p.slow + p.signal + candlesToForget(2 / (Math.max(p.slow, p.signal) + 1))),
    batch: ({ close }, { p, variant }) => ({ ...macdSeries(close, [p.fast, p.slow, p.signal], variant) }),
    stream: ({ p, variant }) => {
      const step = new Macd(p.fast, p.slow, p.signal, variant);
      return ({ close }) => {
        step.next(close);
        return { macd: step.macd, signal: step.signal, hist: step.hist };
      };
    },
  }),
  defineIndicator({
    name: "linregslope",
    title: "Linear regression slope",
    params: { period: periodOf(14, 2) },
    inputs: ["close"],
    outputs: ["linregslope"],
    warmUp: ({ p }) => p.period - 1,
    batch: ({ close }, { p }) => ({ linregslope: linearRegressionSlopeSeries(close, p.period) }),
    stream: ({ p }) => {
      const step = new LinearRegressionSlope(p.period);
      return ({ close }) => ({ linregslope: step.next(close) });
    },
  }),
  defineIndicator({
    name: "psar",
    title: "Parabolic stop and reverse",
    params: { step: factorOf(0.02, 0.0001, 1), max: factorOf(0.2, 0.0001, 1) },
    variants: ["tulip", "talib"],
    inputs: ["high", "low"],
    outputs: ["psar"],
    warmUp: () => 1,
    settle: () => null,
    batch: ({ high, low }, { p, variant }) => ({
      psar: parabolicSarSeries(high, low, [p.step, p.max], variant),
    }),
    stream: ({ p, variant }) => {
      const step = new ParabolicSar(p.step, p.max, variant);
      return ({ high, low }) => ({ psar: step.next(high, low) });
    },
  }),
  defineIndicator({
    name: "supertrend",
    title: "Supertrend",
    params: { period: periodOf(10), multiplier: factorOf(3, 0.1, 50) },
    inputs: ["high", "low", "close"],
    outputs: ["supertrend", "direction"],
    warmUp: ({ p }) => p.period - 1,
    settle: () => null,
    batch: (bars, { p }) => ({ ...supertrendSeries(bars, p.period, p.multiplier) }),
    stream: ({ p }) => {
      const step = new Supertrend(p.period, p.multiplier);
      return ({ high, low, close }) => {
        step.next(high, low, close);
        return { supertrend: step.supertrend, direction: step.direction };
      };
    },
  }),
];
