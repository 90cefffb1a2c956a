import type { MarketView, Print } from "@/server/exchange/simulator/core/sim-order";
import { type MarketMs, marketMs } from "@/server/kernel/clock";
import type { ExchangeName } from "@/server/kernel/exchange-names";
import type { Decimal } from "@/server/kernel/money";
import { type Candle, timeframeMs } from "@/server/market/core/candle";
import type { MarketRules } from "@/server/market/core/market-rules";
import type { BookLevel } from "@/server/market/core/order-book";
import { type Bar, marketBars } from "@/server/market/core/simulation/market-bars";
import { type MarketPath, marketPaths } from "@/server/market/core/simulation/market-path";
import { simulatedBook } from "@/server/market/core/simulation/simulated-book";
import { STEP_MS, STEPS_PER_BURST } from "@/server/market/core/simulation/simulation-grid";
import { universe } from "@/server/market/core/simulation/universe";
import { derivedPrices } from "./derived-prices";
import type { PriceSource, Range } from "./price-source";
import { sideMarkets } from "./side-markets";

type Simulated = {
  readonly rules: MarketRules;
  readonly path: MarketPath;
  readonly bar: (openAt: number, lengthMs: number) => Bar;
  readonly unit: Decimal;
};

/** Prints are numbered by their step; others fit between. */
export const PRINTS_PER_STEP = 1_000;

/** The project's own simulated market as one exchange sees it: the universe, and what is derived from it. */
export function simulatedPrices(exchange: ExchangeName, seed: number): PriceSource {
  const pathOf = marketPaths(seed);
  const markets = new Map<string, Simulated>();
  for (const rules of universe.filter((each) => each.exchange === exchange)) {
    const path = pathOf(rules);
    if (path)
      markets.set(rules.symbol, {
        rules,
        path,
        bar: marketBars(path),
        unit: rules.lotSize.times(path.usual.lotsPerUnit),
      });
  }
  const source: PriceSource = {
    markets: [...markets.values()].map(({ rules }) => rules),
    stateAt: (_symbol, at) => stepAt(at),
    view: (symbol, at) => whereKnown(markets.get(symbol), (market) => viewOf(market, stepAt(at))),
    candles: (symbol, timeframe, range) =>
      whereKnown(markets.get(symbol), (market) => candlesOf(market, timeframeMs(timeframe), range)) ?? [],
    prints: (symbol, after, until, limit) =>
      whereKnown(markets.get(symbol), (market) => printsOf(market, after, until, limit)) ?? [],
  };
  return derivedPrices(source, sideMarkets(exchange));
}

const whereKnown = <T, R>(value: T | undefined, of: (value: T) => R): R | null =>
  value === undefined ? null : of(value);

const stepAt = (at: MarketMs): number => Math.floor(at / STEP_MS);

function viewOf({ path, rules, unit }: Simulated, step: number): MarketView {
  const at = marketMs(step * STEP_MS);
  const { below, above } = path.quotes(step);
  const last = priceAt(path, step);
  const { bids, asks } = simulatedBook(path, step);
  const toLevel = ({ ticks, units }: { readonly ticks: number; readonly units: number }): BookLevel => ({
    price: rules.tickSize.times(ticks),
    amount: unit.times(units),
  });
  return {
    quote: {
      at,
      last: rules.tickSize.times(last),
      bid: rules.tickSize.times(last - below),
      ask: rules.tickSize.times(last + above),
    },
    book: { at, bids: bids.map(toLevel), asks: asks.map(toLevel) },
  };
}

function priceAt(path: MarketPath, step: number): number {
  const burst = Math.floor(step / STEPS_PER_BURST);
  return path.prices(burst)[step - burst * STEPS_PER_BURST] ?? 0;
}

/** One print a step that traded, at its price: folded together they are the candles. */
function printsOf(
  { path, rules, unit }: Simulated,
  after: MarketMs,
  until: MarketMs,
  limit: number,
): readonly Print[] {
  const prints: Print[] = [];
  for (let step = stepAt(until); step > stepAt(after) && prints.length < limit; step--) {
    const burst = Math.floor(step / STEPS_PER_BURST);
    const units = path.units(burst)[step - burst * STEPS_PER_BURST] ?? 0;
    if (units <= 0) continue;
    const price = priceAt(path, step);
    prints.push({
      id: String(step * PRINTS_PER_STEP),
      at: marketMs(step * STEP_MS),
      price: rules.tickSize.times(price),
      amount: unit.times(units),
      side: price >= priceAt(path, step - 1) ? "buy" : "sell",
    });
  }
  return prints.reverse();
}

function candlesOf({ rules, unit, bar }: Simulated, lengthMs: number, range: Range): readonly Candle[] {
  const end = range.until - (range.until % lengthMs);
  const from = Math.max(Math.ceil(range.from / lengthMs) * lengthMs, end - range.limit * lengthMs, 0);
  const candles: Candle[] = [];
  for (let openAt = from; openAt < end; openAt += lengthMs) {
    const { open, high, low, close, units } = bar(openAt, lengthMs);
    candles.push({
      openAt: marketMs(openAt),
      open: rules.tickSize.times(open),
      high: rules.tickSize.times(high),
      low: rules.tickSize.times(low),
      close: rules.tickSize.times(close),
      volume: unit.times(units),
    });
  }
  return candles;
}
