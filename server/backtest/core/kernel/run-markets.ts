import type { CandleColumns, Signals } from "./candle-columns";
import type { KernelRules } from "./kernel-rules";
import { step } from "./run-market";
import { type RefusedEntries, refusedOf, SpotMarket, type Wallet } from "./spot-market";
import type { TradeList } from "./trade-list";

export type MarketInput = {
  readonly candles: CandleColumns;
  readonly signals: Signals;
  readonly rules: KernelRules;
};

export type MarketsRun = {
  /** per market, in the order given */
  readonly trades: readonly TradeList[];
  /** every time at which at least one market has a candle, rising */
  readonly times: Float64Array;
  /** quote, at the closes of those candles; a market without one counts at its last close */
  readonly equity: Float64Array;
  readonly cash: number;
  readonly refused: RefusedEntries;
};

/**
 * Replays several markets on one wallet of `cash` in quote, side by side in time. Of entries at the same time the
 * market given first is served first, as long as the money lasts.
 */
export function runMarkets(inputs: readonly MarketInput[], cash: number): MarketsRun {
  const wallet: Wallet = { cash, invested: 0 };
  const markets = inputs.map(
    ({ candles, signals, rules }) => new SpotMarket(candles, signals, rules, wallet),
  );
  const next = new Int32Array(markets.length);
  const times = new Float64Array(inputs.reduce((sum, { candles }) => sum + candles.open.length, 0));
  const equity = new Float64Array(times.length);
  let count = 0;
  for (let now = earliest(markets, next); now < Number.POSITIVE_INFINITY; now = earliest(markets, next)) {
    times[count] = now;
    const worth = advance(markets, next, now);
    equity[count] = wallet.cash + worth;
    count += 1;
  }
  return {
    trades: markets.map(({ trades }) => trades),
    times: times.slice(0, count),
    equity: equity.slice(0, count),
    cash: wallet.cash,
    refused: refusedOf(markets),
  };
}

function earliest(markets: readonly SpotMarket[], next: Int32Array): number {
  let first = Number.POSITIVE_INFINITY;
  for (let place = 0; place < markets.length; place++) {
    const at = (markets[place] as SpotMarket).candles.openAt[next[place] as number];
    if (at !== undefined && at < first) first = at;
  }
  return first;
}

/** Steps the markets that have a candle at `now`; gives what all positions are worth. */
function advance(markets: readonly SpotMarket[], next: Int32Array, now: number): number {
  for (let place = 0; place < markets.length; place++) {
    const market = markets[place] as SpotMarket;
    const index = next[place] as number;
    if (market.candles.openAt[index] !== now) continue;
    if (index > 0) step(market, index);
    next[place] = index + 1;
  }
  let worth = 0;
  for (let place = 0; place < markets.length; place++) {
    const { held, candles } = markets[place] as SpotMarket;
    if (held > 0) worth += held * (candles.close[(next[place] as number) - 1] as number);
  }
  return worth;
}
