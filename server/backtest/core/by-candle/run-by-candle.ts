import type { CandleWindow, Holding, Strategy, StrategySignal } from "@/server/strategy/core/strategy";
import { type CandleColumns, marketSignals } from "../kernel/candle-columns";
import type { KernelRules } from "../kernel/kernel-rules";
import type { MarketRun } from "../kernel/run-market";
import { FLAT, HOLDING, refusedOf, SpotMarket, type Wallet } from "../kernel/spot-market";
import { finish, stepStrict } from "../kernel/step-strict";
import type { TradeList } from "../kernel/trade-list";
import { LotPosition, type LotWish, portionOf, WISH_BUY, WISH_NOTHING, WISH_SELL } from "./lot-position";

export type ByCandleOptions = {
  /** quote at the start */
  readonly cash: number;
  /** where the equity is written, one place per candle from `from` on; null when nobody asks for it */
  readonly equity: Float64Array | null;
  /** place of the first candle that is traded; those before it are only remembered. 0 unless given */
  readonly from?: number;
  /** an empty list to write the trades to; a new one unless given */
  readonly trades?: TradeList | undefined;
};

/**
 * Replays one market for a strategy whose decision depends on its position: it is asked at every close with the window
 * and the holding that trading would hand it, and what it says acts at the next open, at the market.
 *
 * Fills, stops, targets and slippage are those of the strict model, whatever the rules name; a further lot moves the
 * stop with the average entry, as trading does. One trade per position: rates are averages of all that was bought and
 * sold, the amount is all that was bought. Trades count candles from `from`.
 */
export function runByCandle(
  candles: CandleColumns,
  strategy: Strategy,
  params: Record<string, unknown>,
  rules: KernelRules,
  options: ByCandleOptions,
): MarketRun {
  const steps = stepByCandle(candles, strategy, params, rules, options);
  let step = steps.next(false);
  while (!step.done) step = steps.next(false);
  return step.value.run;
}

/** Candles between two looks at whether somebody wants to end it: some milliseconds of a slow strategy. */
const CANDLES_A_STEP = 2_048;

/** A run, and how many candles it is about: fewer than there are when it was cut off. */
export type SteppedRun = { readonly run: MarketRun; readonly candles: number };

/** `runByCandle` in steps. Told `true`, it sells what is held at the close it has come to, and is done. */
export function* stepByCandle(
  candles: CandleColumns,
  strategy: Strategy,
  params: Record<string, unknown>,
  rules: KernelRules,
  { cash, equity, from = 0, trades }: ByCandleOptions,
): Generator<void, SteppedRun, boolean> {
  const traded = columnsOf(candles, from, candles.close.length);
  const { length } = traded.close;
  const signals = marketSignals(new Uint8Array(length), new Uint8Array(length));
  const wallet: Wallet = { cash, invested: 0 };
  const sizing = { ...rules.sizing };
  const market = new SpotMarket(traded, signals, { ...rules, fill: "strict", sizing }, wallet, trades);
  const position = new LotPosition(market);
  const ask = asker(candles, strategy, params, rules.timeframeMs);
  const pass = (index: number): void => {
    const signal = ask(from + index, position.holding(index - 1));
    const portion = portionOf(signal?.portion ?? 1);
    wish(market, index - 1, signal, portion);
    sizing.stake = rules.sizing.stake * portion;
    sizing.equityRatio = rules.sizing.equityRatio * portion;
    if (market.phase === HOLDING && index < market.last) position.act(wishOf(signal), portion, index);
    stepStrict(market, index);
  };
  const done = (passed: number): SteppedRun => ({
    run: { trades: market.trades, cash: wallet.cash, refused: refusedOf([market]) },
    candles: passed,
  });
  if (equity && length > 0) equity[0] = cash;
  for (let index = 1; index < length; index++) {
    pass(index);
    position.notice(index);
    const isCut = index % CANDLES_A_STEP === 0 && index < market.last && (yield);
    if (isCut) finish(market, index);
    if (isCut) position.notice(index);
    if (equity) equity[index] = wallet.cash + market.held * (traded.close[index] as number);
    if (isCut) return done(index + 1);
  }
  return done(length);
}

/** Asks for the decision on the candles before place `end`; null before the warm-up, and for a lot too many. */
function asker(
  candles: CandleColumns,
  strategy: Strategy,
  params: Record<string, unknown>,
  candleMs: number,
) {
  const warmup = strategy.warmup(params);
  const memory = Math.max(strategy.memory(params, candleMs), warmup, 1);
  const lotsMax = strategy.lotsMax(params);
  const decide = strategy.replayed?.() ?? strategy.decide;
  return (end: number, held: Holding | null): StrategySignal | null => {
    if (end < warmup) return null;
    const signal = decide(columnsOf(candles, Math.max(0, end - memory), end), params, held);
    return signal.direction === "buy" && held !== null && held.lots >= lotsMax ? null : signal;
  };
}

/** What the kernel's market acts on by itself: a first entry, and all sold. */
function wish(market: SpotMarket, index: number, signal: StrategySignal | null, portion: number): void {
  const { entry, exit } = market.signals;
  entry[index] = signal?.direction === "buy" && market.phase === FLAT ? 1 : 0;
  exit[index] = signal?.direction === "sell" && portion === 1 ? 1 : 0;
}

function wishOf(signal: StrategySignal | null): LotWish {
  if (signal?.direction === "buy") return WISH_BUY;
  return signal?.direction === "sell" ? WISH_SELL : WISH_NOTHING;
}

function columnsOf(candles: CandleColumns, from: number, end: number): CandleColumns & CandleWindow {
  return {
    openAt: viewOf(candles.openAt, from, end),
    open: viewOf(candles.open, from, end),
    high: viewOf(candles.high, from, end),
    low: viewOf(candles.low, from, end),
    close: viewOf(candles.close, from, end),
    volume: viewOf(candles.volume, from, end),
  };
}

/** As subarray, in half the time: a window is made of six of them at every candle. */
const viewOf = ({ buffer, byteOffset }: Float64Array, from: number, end: number): Float64Array =>
  new Float64Array(buffer, byteOffset + from * Float64Array.BYTES_PER_ELEMENT, end - from);
