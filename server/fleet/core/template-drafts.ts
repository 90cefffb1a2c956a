import type { TemplateDraft, TemplateParams } from "./template";

/** Beyond what a position reaches while its strategy still holds it: the strategy sells, or the stop does. */
const RIDES = { takeProfit: 1, trailing: 0.5 } as const;

const channel = (entry: number, exit: number, buffer = 0): TemplateParams => ({ entry, exit, buffer });
const averages = (fast: number, slow: number): TemplateParams => ({ fast, slow, trend: 0 });

/**
 * What new bots may be made from, before their fees are asked. All follow trends on slow candles, have at most three
 * parameters in round figures, are flat while nothing trends, and let what rises run. Others were tried on the same
 * candles and lost after fees out of sample: reversion by RSI and by z-score, with and without a trend filter, regimes,
 * MACD, and every strategy with a target of 5 or 10 %.
 */
export const templateDrafts: readonly TemplateDraft[] = [
  {
    id: "channel-1d-safe",
    strategy: "donchian-breakout",
    params: channel(20, 10),
    nearby: [channel(15, 7), channel(25, 12)],
    timeframe: "1d",
    riskMode: "safe",
    stop: 0.03,
    ...RIDES,
    words:
      "Buys the highest close of three weeks, sells the lowest of ten days. A few trades a year and market.",
  },
  {
    id: "channel-20d-safe",
    strategy: "donchian-breakout",
    params: channel(120, 60),
    nearby: [channel(100, 50), channel(140, 70)],
    timeframe: "4h",
    riskMode: "safe",
    stop: 0.03,
    ...RIDES,
    words: "The same three weeks seen every four hours: in earlier, out earlier.",
  },
  {
    id: "channel-7d-balanced",
    strategy: "donchian-breakout",
    params: channel(40, 20, 0.6),
    nearby: [channel(30, 15, 0.6), channel(50, 25, 0.6)],
    timeframe: "4h",
    riskMode: "balanced",
    stop: 0.03,
    ...RIDES,
    words: "Buys a close well above the highest of a week; what only touches it is left alone.",
  },
  {
    id: "channel-week-balanced",
    strategy: "donchian-breakout",
    params: channel(40, 20),
    nearby: [channel(30, 15), channel(50, 25)],
    timeframe: "4h",
    riskMode: "balanced",
    stop: 0.03,
    ...RIDES,
    words: "Buys the highest close of a week, sells the lowest of three days. For cheap exchanges.",
  },
  {
    id: "channel-16d-balanced",
    strategy: "donchian-breakout",
    params: channel(100, 50),
    nearby: [channel(80, 40), channel(120, 60)],
    timeframe: "4h",
    riskMode: "balanced",
    stop: 0.03,
    ...RIDES,
    words: "Buys the highest close of sixteen days, sells the lowest of eight.",
  },
  {
    id: "averages-4h-risky",
    strategy: "ema-cross",
    params: averages(25, 50),
    nearby: [averages(20, 40), averages(30, 60)],
    timeframe: "4h",
    riskMode: "risky",
    stop: 0.03,
    ...RIDES,
    words: "Holds while the average of four days lies above that of eight.",
  },
  {
    id: "channel-10d-risky",
    strategy: "donchian-breakout",
    params: channel(10, 5),
    nearby: [channel(8, 4), channel(14, 7)],
    timeframe: "1d",
    riskMode: "risky",
    stop: 0.03,
    ...RIDES,
    words: "Buys the highest close of ten days, sells the lowest of five.",
  },
  {
    id: "channel-hours-risky",
    strategy: "donchian-breakout",
    params: channel(120, 60),
    nearby: [channel(100, 50), channel(150, 75)],
    timeframe: "1h",
    riskMode: "risky",
    stop: 0.05,
    ...RIDES,
    words: "Buys the highest close of five days, hour by hour. The most trades of all: for cheap exchanges.",
  },
  {
    id: "averages-1h-aggressive",
    strategy: "ema-cross",
    params: averages(100, 200),
    nearby: [averages(80, 160), averages(90, 200)],
    timeframe: "1h",
    riskMode: "aggressive",
    stop: 0.03,
    ...RIDES,
    words: "Holds while the average of four days lies above that of eight, hour by hour.",
  },
  {
    id: "channel-20d-aggressive",
    strategy: "donchian-breakout",
    params: channel(120, 60),
    nearby: [channel(100, 50), channel(140, 70)],
    timeframe: "4h",
    riskMode: "aggressive",
    stop: 0.03,
    ...RIDES,
    words: "Three weeks' highest close seen every four hours, with half of its money in a position.",
  },
  {
    id: "momentum-15d-risky",
    strategy: "adx-momentum",
    params: { roc: 90, move: 0.1, adx: 28, strength: 10 },
    nearby: [
      { roc: 75, move: 0.1, adx: 28, strength: 10 },
      { roc: 105, move: 0.1, adx: 28, strength: 10 },
    ],
    timeframe: "4h",
    riskMode: "risky",
    stop: 0.05,
    ...RIDES,
    words: "Buys what rose by a tenth within fifteen days, sells when that is gone.",
  },
];
