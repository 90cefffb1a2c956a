import { setImmediate } from "node:timers/promises";
import type { MarketRules } from "@/server/exchange/core/market-rules";
import { type MarketMs, marketMs } from "@/server/kernel/clock";
import { Decimal } from "@/server/kernel/money";
import { type Candle, timeframeMs } from "../core/candle";
import { type MarketFeed, type MarketId, marketKey, type Tick } from "../core/market-feed";
import { type Bar, marketBars } from "../core/simulation/market-bars";
import { type MarketPath, marketPaths } from "../core/simulation/market-path";
import { hashOf, hashOfText } from "../core/simulation/seeded-random";
import { HOUR_MS, STEP_MS } from "../core/simulation/simulation-grid";
import { universe } from "../core/simulation/universe";

type SimulatedMarket = {
  readonly rules: MarketRules;
  readonly path: MarketPath;
  readonly bar: (openAt: number, lengthMs: number) => Bar;
  /** When inside a step its tick shows, in ms: markets do not all tick at once. */
  readonly offsetMs: number;
};

/** Hours of path worked out before other work gets a turn. */
const HOURS_PER_TURN = 24;

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
    if (path)
      markets.set(marketKey(rules), { rules, path, bar: marketBars(path), offsetMs: offsetOf(seed, rules) });
  }
  let active: readonly SimulatedMarket[] = [];
  return {
    kind: "simulated",
    source: `simulated:${seed}`,
    label: `SIMULATED MARKET · seed ${seed}`,
    startAt,
    endAt: null,
    markets: async () => universe,
    setActive: (wanted) => {
      active = [...new Set(wanted.map(marketKey))].flatMap((key) => markets.get(key) ?? []);
    },
    ticks: async (after, until) =>
      active.flatMap((market) => ticksOf(market, after, until)).sort((a, b) => a.at - b.at),
    candles: async (market, timeframe, range) => {
      const found = markets.get(marketKey(market));
      return found ? candlesOf(found, timeframeMs(timeframe), range) : [];
    },
  };
}

const offsetOf = (seed: number, market: MarketId): number =>
  hashOf(seed, hashOfText(marketKey(market)), 0xc1) % STEP_MS;

function ticksOf(market: SimulatedMarket, after: MarketMs, until: MarketMs): Tick[] {
  const ticks: Tick[] = [];
  const { exchange, symbol, tickSize } = market.rules;
  const firstCell = Math.floor((after - market.offsetMs) / STEP_MS) + 1;
  const lastCell = Math.floor((until - market.offsetMs) / STEP_MS);
  for (let cell = firstCell; cell <= lastCell; cell++) {
    const hour = Math.floor((cell * STEP_MS) / HOUR_MS);
    const step = cell - (hour * HOUR_MS) / STEP_MS;
    const { last, halfSpread } = market.path(hour);
    const [price, half] = [last[step] ?? 0, halfSpread[step] ?? 0];
    ticks.push({
      exchange,
      symbol,
      at: marketMs(cell * STEP_MS + market.offsetMs),
      last: tickSize.times(price),
      bid: tickSize.times(price - half),
      ask: tickSize.times(price + half),
    });
  }
  return ticks;
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
    candles.push(toCandle(market.rules, openAt, market.bar(openAt, lengthMs)));
    workedHours += lengthMs / HOUR_MS;
    if (workedHours >= HOURS_PER_TURN) {
      workedHours = 0;
      await setImmediate();
    }
  }
  return candles;
}

const toCandle = (rules: MarketRules, openAt: number, bar: Bar): Candle => ({
  openAt: marketMs(openAt),
  open: rules.tickSize.times(bar.open),
  high: rules.tickSize.times(bar.high),
  low: rules.tickSize.times(bar.low),
  close: rules.tickSize.times(bar.close),
  volume: new Decimal(bar.lots).times(rules.lotSize),
});
