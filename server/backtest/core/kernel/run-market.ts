import type { CandleColumns, Signals } from "./candle-columns";
import type { KernelRules } from "./kernel-rules";
import {
  FLAT,
  HOLDING,
  type RefusedEntries,
  refusedOf,
  SpotMarket,
  surelyAbove,
  type Wallet,
} from "./spot-market";
import { stepFreqtrade } from "./step-freqtrade";
import { stepStrict } from "./step-strict";
import type { TradeList } from "./trade-list";

export type MarketRun = {
  readonly trades: TradeList;
  /** quote, when all is sold */
  readonly cash: number;
  readonly refused: RefusedEntries;
};

/**
 * Replays one market from its first candle to its last, starting with `cash` in quote, one position at a time.
 *
 * Equity is in quote at the close of each candle, an open position counted at that close. Candles in which nothing can happen are passed over by a few comparisons; `everyCandle` looks at each in full and
 * gives the same trades.
 */
export function runMarket(
  candles: CandleColumns,
  signals: Signals,
  rules: KernelRules,
  options: {
    readonly cash: number;
    /** where the equity is written, one place per candle; null when nobody asks for it */
    readonly equity: Float64Array | null;
    readonly everyCandle?: boolean;
    /** an empty list to write the trades to; a new one unless given */
    readonly trades?: TradeList | undefined;
  },
): MarketRun {
  const wallet: Wallet = { cash: options.cash, invested: 0 };
  const market = new SpotMarket(candles, signals, rules, wallet, options.trades);
  if (options.everyCandle === true) passEvery(market, options.equity);
  else pass(market, options.equity);
  return { trades: market.trades, cash: wallet.cash, refused: refusedOf([market]) };
}

/** One candle in full, by the fill model of the rules. Needs index >= 1. */
export function step(market: SpotMarket, index: number): void {
  if (market.rules.fill === "strict") stepStrict(market, index);
  else stepFreqtrade(market, index);
}

function pass(market: SpotMarket, equity: Float64Array | null): void {
  const { last, wallet } = market;
  const { close } = market.candles;
  if (equity && last >= 0) equity[0] = wallet.cash;
  for (let index = 1; index <= last; index++) {
    if (market.phase === FLAT) index = passFlat(market, index, equity);
    else if (market.phase === HOLDING) index = passHolding(market, index, equity);
    if (index > last) break;
    step(market, index);
    if (equity) equity[index] = wallet.cash + market.held * (close[index] as number);
  }
}

/** From `from` to the next candle that a wish to enter acts on; one behind the last when there is none. */
function passFlat(market: SpotMarket, from: number, equity: Float64Array | null): number {
  const { last } = market;
  const { entry } = market.signals;
  const { cash } = market.wallet;
  let index = from;
  while (index <= last && entry[index - 1] !== 1) index += 1;
  if (equity) equity.fill(cash, from, index);
  return index;
}

/** From `from` to the next candle in which the position may change; the last one always may. */
function passHolding(market: SpotMarket, from: number, equity: Float64Array | null): number {
  const { candles, last, stop, quietHigh, quietUntil, held } = market;
  const { openAt, high, low, close } = candles;
  const { exit } = market.signals;
  const { cash } = market.wallet;
  const floor = surelyAbove(stop);
  let index = from;
  while (
    index < last &&
    (low[index] as number) > floor &&
    (high[index] as number) < quietHigh &&
    (openAt[index] as number) < quietUntil &&
    exit[index - 1] !== 1
  ) {
    if (equity) equity[index] = cash + held * (close[index] as number);
    index += 1;
  }
  return index;
}

function passEvery(market: SpotMarket, equity: Float64Array | null): void {
  const { candles, wallet, last } = market;
  if (equity && last >= 0) equity[0] = wallet.cash;
  for (let index = 1; index <= last; index++) {
    step(market, index);
    if (equity) equity[index] = wallet.cash + market.held * (candles.close[index] as number);
  }
}
