import { BUY_LOT, type Ladder, type Strategy } from "@/server/strategy/core/strategy";
import { type CandleColumns, marketSignals } from "../kernel/candle-columns";
import type { KernelRules } from "../kernel/kernel-rules";
import type { MarketRun } from "../kernel/run-market";
import { FLAT, HOLDING, refusedOf, SpotMarket, surelyAbove, type Wallet } from "../kernel/spot-market";
import { stepStrict } from "../kernel/step-strict";
import { sliceColumns } from "../slice-columns";
import { LotPosition, portionOf, WISH_BUY, WISH_NOTHING, WISH_SELL } from "./lot-position";
import { type ByCandleOptions, runByCandle, type SteppedRun, stepByCandle } from "./run-by-candle";

/**
 * Replays one market for a strategy whose decision depends on its position: in the kernel's hand where the strategy can
 * say it in numbers, else candle by candle. Both give the same trades and the same equity, to the last bit.
 */
export function runLots(
  candles: CandleColumns,
  strategy: Strategy,
  params: Record<string, unknown>,
  rules: KernelRules,
  options: ByCandleOptions,
): MarketRun {
  if (!strategy.ladder) return runByCandle(candles, strategy, params, rules, options);
  const { from = 0 } = options;
  const until = candles.close.length;
  const warmup = strategy.warmup(params);
  const first = Math.max(0, from - Math.max(strategy.memory(params, rules.timeframeMs), warmup));
  const ladder = strategy.ladder(sliceColumns(candles, { from: first, until }), params);
  const entry = ladder.entry.subarray(from - first);
  // with fewer candles than its warm-up nobody asks it
  entry.fill(0, 0, Math.max(0, Math.min(entry.length, warmup - 1 - from)));
  return runLadder(sliceColumns(candles, { from, until }), { ...ladder, entry }, rules, options);
}

/** `runLots` in steps, as `stepByCandle`; in the kernel's hand it is one step. */
export function* stepLots(
  candles: CandleColumns,
  strategy: Strategy,
  params: Record<string, unknown>,
  rules: KernelRules,
  options: ByCandleOptions,
): Generator<void, SteppedRun, boolean> {
  if (!strategy.ladder) return yield* stepByCandle(candles, strategy, params, rules, options);
  const run = runLots(candles, strategy, params, rules, options);
  return { run, candles: candles.close.length - (options.from ?? 0) };
}

function runLadder(
  candles: CandleColumns,
  ladder: Ladder,
  rules: KernelRules,
  { cash, equity, trades }: ByCandleOptions,
): MarketRun {
  const { length } = candles.close;
  const signals = marketSignals(new Uint8Array(length), new Uint8Array(length));
  const wallet: Wallet = { cash, invested: 0 };
  const sizing = { ...rules.sizing };
  const market = new SpotMarket(candles, signals, { ...rules, fill: "strict", sizing }, wallet, trades);
  const position = new LotPosition(market);
  const lot = portionOf(ladder.portion);
  sizing.stake = rules.sizing.stake * lot;
  sizing.equityRatio = rules.sizing.equityRatio * lot;
  const pass = { market, ladder, position, equity };
  if (equity && length > 0) equity[0] = cash;
  for (let index = 1; index < length; index++) {
    index = market.phase === HOLDING ? passHolding(pass, index) : passFlat(pass, index);
    if (index >= length) break;
    if (market.phase === HOLDING) lead(pass, index);
    else signals.entry[index - 1] = ladder.entry[index - 1] as number;
    stepStrict(market, index);
    position.notice(index);
    if (equity) equity[index] = wallet.cash + market.held * (candles.close[index] as number);
  }
  return { trades: market.trades, cash: wallet.cash, refused: refusedOf([market]) };
}

type Pass = {
  readonly market: SpotMarket;
  readonly ladder: Ladder;
  readonly position: LotPosition;
  readonly equity: Float64Array | null;
};

/** What a position wishes at the close before candle `index` is done at its open. */
function lead({ market, ladder, position }: Pass, index: number): void {
  const holding = position.holding(index - 1);
  if (!holding) return;
  const said = ladder.act(market.candles.close[index - 1] as number, holding);
  const portion = said > 0 ? portionOf(said) : 1;
  if (said > 0 && portion === 1) market.signals.exit[index - 1] = 1;
  if (index === market.last) return;
  if (said === BUY_LOT) position.act(WISH_BUY, portion, index);
  else position.act(said > 0 ? WISH_SELL : WISH_NOTHING, portion, index);
}

/** From `from` to the next candle before which a first lot is wished; one behind the last when there is none. */
function passFlat({ market, ladder, equity }: Pass, from: number): number {
  const { last, phase } = market;
  let index = from;
  if (phase === FLAT) while (index <= last && ladder.entry[index - 1] !== 1) index += 1;
  if (equity) equity.fill(market.wallet.cash, from, index);
  return index;
}

/** From `from` to the next candle in which stop, target or ladder may act; the last one always may. */
function passHolding({ market, ladder, position, equity }: Pass, from: number): number {
  const holding = position.holding(from - 1);
  if (!holding) return from;
  const { candles, last, stop, quietHigh, quietUntil, held, openCandle } = market;
  const { openAt, high, low, close } = candles;
  const { cash } = market.wallet;
  const { below, above, untilHeld } = ladder.quiet(holding);
  const until = Math.min(last, openCandle + untilHeld);
  const floor = surelyAbove(stop);
  let index = from;
  while (
    index < until &&
    (low[index] as number) > floor &&
    (high[index] as number) < quietHigh &&
    (openAt[index] as number) < quietUntil &&
    (close[index - 1] as number) > below &&
    (close[index - 1] as number) < above
  ) {
    if (equity) equity[index] = cash + held * (close[index] as number);
    index += 1;
  }
  return index;
}
