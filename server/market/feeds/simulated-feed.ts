import { setImmediate } from "node:timers/promises";
import { type MarketMs, marketMs, plusMs } from "@/server/kernel/clock";
import type { Decimal } from "@/server/kernel/money";
import type { MarketRules } from "@/server/market/core/market-rules";
import { type Candle, timeframeMs, timeframes } from "../core/candle";
import {
  type MarketFeed,
  type MarketId,
  marketKey,
  type PriceStream,
  type Subscription,
  type Tick,
} from "../core/market-feed";
import type { BookLevel, OrderBook } from "../core/order-book";
import { type Bar, marketBars } from "../core/simulation/market-bars";
import { type MarketPath, marketPaths } from "../core/simulation/market-path";
import { hashOf, hashOfText } from "../core/simulation/seeded-random";
import { simulatedBook } from "../core/simulation/simulated-book";
import { HOUR_MS, STEP_MS, STEPS_PER_BURST } from "../core/simulation/simulation-grid";
import { universe } from "../core/simulation/universe";
import { createPriceBuffer } from "./price-buffer";

type SimulatedMarket = {
  readonly rules: MarketRules;
  readonly path: MarketPath;
  readonly bar: (openAt: number, lengthMs: number) => Bar;
  /** what one unit of simulated volume is, in base */
  readonly unit: Decimal;
  /** When inside a step its tick shows, in ms: markets do not all tick at once. */
  readonly offsetMs: number;
};

/** How often prices are pushed, wall clock; market time pushed in one go; and ticks kept for a reader who is behind. */
const PUSH_EVERY_MS = 100;
const PUSH_WINDOW_MS = 15 * 60_000;
const PUSHED_MAX = 20_000;
/** Hours of path worked out before other work gets a turn. */
const HOURS_PER_TURN = 240;

/**
 * The simulated market: a pure function of seed, market and time behind the feed's port. Any history is there at
 * once and nothing is stored; the same seed gives the same prices on every machine and after every restart.
 * `startAt` is on the market clock. SIMULATED prices feed the demo book only.
 */
export function createSimulatedFeed(options: {
  readonly seed: number;
  readonly startAt: MarketMs;
}): MarketFeed {
  const { seed, startAt } = options;
  const pathOf = marketPaths(seed);
  const markets = new Map<string, SimulatedMarket>();
  for (const rules of universe) {
    const path = pathOf(rules);
    if (!path) continue;
    const unit = rules.lotSize.times(path.usual.lotsPerUnit);
    const market = { rules, path, unit, bar: marketBars(path), offsetMs: offsetOf(seed, rules) };
    markets.set(marketKey(rules), market);
  }
  let active: readonly SimulatedMarket[] = [];
  return {
    kind: "simulated",
    source: `simulated:${seed}`,
    label: `SIMULATED MARKET · seed ${seed}`,
    startAt,
    endAt: null,
    markets: async () => universe,
    timeframesOf: (market) => (markets.has(marketKey(market)) ? timeframes : []),
    spanOf: () => null,
    setActive: (wanted) => {
      active = [...new Set(wanted.map(marketKey))].flatMap((key) => markets.get(key) ?? []);
    },
    ticks: async (after, until) =>
      active.flatMap((market) => ticksOf(market, after, until)).sort((a, b) => a.at - b.at),
    subscribe: (subscription) =>
      pushPrices(subscription, (wanted, after, until) =>
        [...new Set(wanted.map(marketKey))]
          .flatMap((key) => markets.get(key) ?? [])
          .flatMap((market) => ticksOf(market, after, until))
          .sort((a, b) => a.at - b.at),
      ),
    candles: async (market, timeframe, range) => {
      const found = markets.get(marketKey(market));
      return found ? candlesOf(found, timeframeMs(timeframe), range) : [];
    },
    book: async (market, at) => {
      const found = markets.get(marketKey(market));
      return found ? bookOf(found, at) : null;
    },
  };
}

/** Pushes prices as the market clock reaches them; waits while their reader is behind, and then goes on where it was. */
function pushPrices(
  { from, clocks }: Subscription,
  ticksOf: (markets: readonly MarketId[], after: MarketMs, until: MarketMs) => readonly Tick[],
): PriceStream {
  const buffer = createPriceBuffer({ from, most: PUSHED_MAX, feedWaits: true });
  let watched: readonly MarketId[] = [];
  let told = from;
  const timer = setInterval(() => {
    const until = marketMs(Math.min(clocks.market(), plusMs(told, PUSH_WINDOW_MS)));
    if (buffer.isFull() || until <= told) return;
    buffer.push(ticksOf(watched, told, until), until);
    told = until;
  }, PUSH_EVERY_MS);
  timer.unref();
  return {
    watch: (markets) => {
      watched = markets;
    },
    next: buffer.next,
    close: () => {
      clearInterval(timer);
      buffer.close();
    },
  };
}

const offsetOf = (seed: number, market: MarketId): number =>
  hashOf(seed, hashOfText(marketKey(market)), 0xc1) % STEP_MS;

function ticksOf(market: SimulatedMarket, after: MarketMs, until: MarketMs): Tick[] {
  const ticks: Tick[] = [];
  const { exchange, symbol, tickSize } = market.rules;
  for (let step = stepAt(market, after) + 1; step <= stepAt(market, until); step++) {
    const burst = Math.floor(step / STEPS_PER_BURST);
    const last = market.path.prices(burst)[step - burst * STEPS_PER_BURST] ?? 0;
    const { below, above } = market.path.quotes(step);
    ticks.push({
      exchange,
      symbol,
      at: instantOf(market, step),
      last: tickSize.times(last),
      bid: tickSize.times(last - below),
      ask: tickSize.times(last + above),
    });
  }
  return ticks;
}

/** The step whose tick is the newest at `at`. */
const stepAt = (market: SimulatedMarket, at: MarketMs): number =>
  Math.floor((at - market.offsetMs) / STEP_MS);

const instantOf = (market: SimulatedMarket, step: number): MarketMs =>
  marketMs(step * STEP_MS + market.offsetMs);

function bookOf(market: SimulatedMarket, at: MarketMs): OrderBook {
  const step = stepAt(market, at);
  const { bids, asks } = simulatedBook(market.path, step);
  const toLevel = ({ ticks, units }: { readonly ticks: number; readonly units: number }): BookLevel => ({
    price: market.rules.tickSize.times(ticks),
    amount: market.unit.times(units),
  });
  return { at: instantOf(market, step), bids: bids.map(toLevel), asks: asks.map(toLevel) };
}

async function candlesOf(
  market: SimulatedMarket,
  lengthMs: number,
  range: { readonly from: MarketMs; readonly until: MarketMs; readonly limit: number },
): Promise<readonly Candle[]> {
  const end = range.until - (range.until % lengthMs);
  const from = Math.max(Math.ceil(range.from / lengthMs) * lengthMs, end - range.limit * lengthMs, 0);
  const candles: Candle[] = [];
  let workedHours = 0;
  for (let openAt = from; openAt < end; openAt += lengthMs) {
    candles.push(toCandle(market, openAt, market.bar(openAt, lengthMs)));
    workedHours += lengthMs / HOUR_MS;
    if (workedHours >= HOURS_PER_TURN) {
      workedHours = 0;
      await setImmediate();
    }
  }
  return candles;
}

const toCandle = ({ rules, unit }: SimulatedMarket, openAt: number, bar: Bar): Candle => ({
  openAt: marketMs(openAt),
  open: rules.tickSize.times(bar.open),
  high: rules.tickSize.times(bar.high),
  low: rules.tickSize.times(bar.low),
  close: rules.tickSize.times(bar.close),
  volume: unit.times(bar.units),
});
