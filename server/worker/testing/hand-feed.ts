// One market whose candles and ticks a test writes by hand.

import { type MarketMs, marketMs } from "@/server/kernel/clock";
import { Decimal, toDecimal } from "@/server/kernel/money";
import { type Candle, timeframeMs } from "@/server/market/core/candle";
import type { MarketFeed, Tick } from "@/server/market/core/market-feed";
import type { MarketRules } from "@/server/market/core/market-rules";

export const HAND_MARKET = { exchange: "binance", symbol: "BTC/USDT" } as const;
export const HAND_TIMEFRAME = "5m" as const;
/** A quiet market that jumps at its last close: fast and slow average cross there. */
export const CROSS_UP = [...Array<string>(12).fill("100"), "99", "105"] as const;
/** Lets the cross show on so few candles. */
export const CROSS_PARAMS = { fast: 2, slow: 3, trend: 0 } as const;

const FIRST_SLOT = Date.UTC(2026, 0, 5);
const STEP = timeframeMs(HAND_TIMEFRAME);
const CANDLES_FROM = FIRST_SLOT - CROSS_UP.length * STEP;

export type HandFeed = MarketFeed & {
  /** Adds a tick; the next call of `ticks` over its instant hands it out. */
  readonly push: (at: MarketMs, price: string) => void;
};

export const handRules: MarketRules = {
  ...HAND_MARKET,
  base: "BTC",
  quote: "USDT",
  tickSize: new Decimal("0.01"),
  lotSize: new Decimal("0.001"),
  minAmount: new Decimal("0.001"),
  minNotional: new Decimal("5"),
  makerFee: new Decimal("0.001"),
  takerFee: new Decimal("0.001"),
};

/** Starts one second before the slot at which `closes` ends; further closes fill the slots after it. */
export function createHandFeed(
  closes: readonly string[] = CROSS_UP,
  rules: Partial<MarketRules> = {},
): HandFeed {
  const ticks: Tick[] = [];
  const candles = closes.map((text, index): Candle => {
    const close = toDecimal(text);
    const openAt = marketMs(CANDLES_FROM + index * STEP);
    return { openAt, open: close, high: close, low: close, close, volume: new Decimal(1) };
  });
  return {
    kind: "simulated",
    source: "hand",
    label: "BY HAND",
    startAt: marketMs(FIRST_SLOT - 1_000),
    endAt: null,
    markets: async () => [{ ...handRules, ...rules }],
    timeframesOf: () => [HAND_TIMEFRAME],
    spanOf: () => null,
    setActive: () => undefined,
    push: (at, price) => {
      const last = toDecimal(price);
      ticks.push({ ...HAND_MARKET, at, last, bid: last, ask: last });
    },
    ticks: async (after, until) => ticks.filter(({ at }) => at > after && at <= until),
    candles: async (_market, timeframe, { from, until, limit }) =>
      timeframe === HAND_TIMEFRAME
        ? candles.filter(({ openAt }) => openAt >= from && openAt + STEP <= until).slice(-limit)
        : [],
    book: async () => null,
  };
}
