import { Adx, adxSeries } from "../adx";
import { Cci, cciSeries } from "../cci";
import { candlesToForget, defineIndicator, type Indicator, periodOf } from "../define-indicator";
import { Roc, rocSeries } from "../roc";
import { Rsi, rsiSeries } from "../rsi";
import { Stochastic, stochasticSeries } from "../stochastic";
import { WilliamsR, williamsRSeries } from "../williams-r";
import { ZScore, zScoreSeries } from "../z-score";

const unitOf = (variant: "tulip" | "talib") => (variant === "talib" ? "percent" : "fraction");

/** Indicators that swing between bounds or around zero. */
export const oscillators: readonly Indicator[] = [
  defineIndicator({
    name: "rsi",
    title: "Relative strength index",
    params: { period: periodOf(14) },
    inputs: ["close"],
    outputs: ["rsi"],
    warmUp: ({ p }) => p.period,
    settle: ({ p }) => p.period + candlesToForget(1 / p.period),
    batch: ({ close }, { p }) => ({ rsi: rsiSeries(close, p.period) }),
    stream: ({ p }) => {
      const step = new Rsi(p.period);
      return ({ close }) => ({ rsi: step.next(close) });
    },
  }),
  defineIndicator({
    name: "stoch",
    title: "Slow stochastic",
    params: { k: periodOf(14), kslow: periodOf(3), d: periodOf(3) },
    inputs: ["high", "low", "close"],
    outputs: ["k", "d"],
    warmUp: ({ p }) => p.k + p.kslow + p.d - 3,
    batch: (bars, { p }) => ({ ...stochasticSeries(bars, [p.k, p.kslow, p.d]) }),
    stream: ({ p }) => {
      const step = new Stochastic(p.k, p.kslow, p.d);
      return ({ high, low, close }) => {
        step.next(high, low, close);
        return { k: step.k, d: step.d };
      };
    },
  }),
  defineIndicator({
    name: "adx",
    title: "Average directional index",
    params: { period: periodOf(14, 2) },
    variants: ["tulip", "talib"],
    inputs: ["high", "low", "close"],
    outputs: ["adx"],
    warmUp: ({ p, variant }) => 2 * p.period - (variant === "talib" ? 1 : 2),
    settle: ({ p }) => 2 * (p.period + candlesToForget(1 / p.period)),
    batch: (bars, { p, variant }) => ({ adx: adxSeries(bars, p.period, variant).adx }),
    stream: ({ p, variant }) => {
      const step = new Adx(p.period, variant);
      return ({ high, low, close }) => {
        step.next(high, low, close);
        return { adx: step.adx };
      };
    },
  }),
  defineIndicator({
    name: "di",
    title: "Directional indicators +DI and −DI",
    params: { period: periodOf(14, 2) },
    variants: ["tulip", "talib"],
    inputs: ["high", "low", "close"],
    outputs: ["plus_di", "minus_di"],
    warmUp: ({ p, variant }) => p.period - (variant === "talib" ? 0 : 1),
    settle: ({ p }) => p.period + candlesToForget(1 / p.period),
    batch: (bars, { p, variant }) => {
      const { plusDi, minusDi } = adxSeries(bars, p.period, variant);
      return { plus_di: plusDi, minus_di: minusDi };
    },
    stream: ({ p, variant }) => {
      const step = new Adx(p.period, variant);
      return ({ high, low, close }) => {
        step.next(high, low, close);
        return { plus_di: step.plusDi, minus_di: step.minusDi };
      };
    },
  }),
  defineIndicator({
    name: "cci",
    title: "Commodity channel index",
    params: { period: periodOf(20, 2) },
    variants: ["standard", "tulip", "talib"],
    inputs: ["high", "low", "close"],
    outputs: ["cci"],
    warmUp: ({ p, variant }) => (variant === "tulip" ? 2 * p.period - 2 : p.period - 1),
    batch: (bars, { p, variant }) => ({
      cci: cciSeries(bars, p.period, variant === "tulip" ? "tulip" : "standard"),
    }),
    stream: ({ p, variant }) => {
      const step = new Cci(p.period, variant === "tulip" ? "tulip" : "standard");
      return ({ high, low, close }) => ({ cci: step.next(high, low, close) });
    },
  }),
  defineIndicator({
    name: "roc",
    title: "Rate of change (tulip: fraction, talib: percent)",
    params: { period: periodOf(10) },
    variants: ["tulip", "talib"],
    inputs: ["close"],
    outputs: ["roc"],
    warmUp: ({ p }) => p.period,
    batch: ({ close }, { p, variant }) => ({ roc: rocSeries(close, p.period, unitOf(variant)) }),
    stream: ({ p, variant }) => {
      const step = new Roc(p.period, unitOf(variant));
      return ({ close }) => ({ roc: step.next(close) });
    },
  }),
  defineIndicator({
    name: "willr",
    title: "Williams %R",
    params: { period: periodOf(14) },
    inputs: ["high", "low", "close"],
    outputs: ["willr"],
    warmUp: ({ p }) => p.period - 1,
    batch: (bars, { p }) => ({ willr: williamsRSeries(bars, p.period) }),
    stream: ({ p }) => {
      const step = new WilliamsR(p.period);
      return ({ high, low, close }) => ({ willr: step.next(high, low, close) });
    },
  }),
  defineIndicator({
    name: "zscore",
    title: "Standard score",
    params: { period: periodOf(20, 2) },
    inputs: ["close"],
    outputs: ["zscore"],
    warmUp: ({ p }) => p.period - 1,
    batch: ({ close }, { p }) => ({ zscore: zScoreSeries(close, p.period) }),
    stream: ({ p }) => {
      const step = new ZScore(p.period);
      return ({ close }) => ({ zscore: step.next(close) });
    },
  }),
];
