import { defineIndicator, type Indicator, periodOf } from "../define-indicator";
import { Mfi, mfiSeries } from "../mfi";
import { Obv, obvSeries } from "../obv";
import { RollingVwap, rollingVwapSeries, SessionVwap, sessionVwapSeries } from "../vwap";

/** Indicators that weigh prices with volume. */
export const volumes: readonly Indicator[] = [
  defineIndicator({
    name: "obv",
    title: "On-balance volume",
    params: {},
    variants: ["tulip", "talib"],
    inputs: ["close", "volume"],
    outputs: ["obv"],
    warmUp: () => 0,
    settle: () => null,
    batch: ({ close, volume }, { variant }) => ({ obv: obvSeries(close, volume, variant) }),
    stream: ({ variant }) => {
      const step = new Obv(variant);
      return ({ close, volume }) => ({ obv: step.next(close, volume) });
    },
  }),
  defineIndicator({
    name: "mfi",
    title: "Money flow index",
    params: { period: periodOf(14) },
    inputs: ["high", "low", "close", "volume"],
    outputs: ["mfi"],
    warmUp: ({ p }) => p.period,
    batch: (bars, { p }) => ({ mfi: mfiSeries(bars, p.period) }),
    stream: ({ p }) => {
      const step = new Mfi(p.period);
      return ({ high, low, close, volume }) => ({ mfi: step.next(high, low, close, volume) });
    },
  }),
  defineIndicator({
    name: "vwap",
    title: "Volume-weighted average price of the UTC day so far",
    params: {},
    variants: ["session"],
    inputs: ["time", "high", "low", "close", "volume"],
    outputs: ["vwap"],
    warmUp: () => 0,
    // a day cut short gives another average until the next one begins
    settle: () => null,
    batch: (bars) => ({ vwap: sessionVwapSeries(bars) }),
    stream: () => {
      const step = new SessionVwap();
      return ({ time, high, low, close, volume }) => ({ vwap: step.next(time, high, low, close, volume) });
    },
  }),
  defineIndicator({
    name: "rolling-vwap",
    title: "Volume-weighted average price of the newest candles",
    params: { period: periodOf(20) },
    inputs: ["high", "low", "close", "volume"],
    outputs: ["vwap"],
    warmUp: ({ p }) => p.period - 1,
    batch: (bars, { p }) => ({ vwap: rollingVwapSeries(bars, p.period) }),
    stream: ({ p }) => {
      const step = new RollingVwap(p.period);
      return ({ high, low, close, volume }) => ({ vwap: step.next(high, low, close, volume) });
    },
  }),
];
