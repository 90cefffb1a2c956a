import type { Strategy } from "@/server/strategy/core/strategy";
import type { BacktestRequest } from "../backtest-request";
import type { BacktestReport, CheckResult } from "../backtest-view";
import { runByCandle } from "../by-candle/run-by-candle";
import { checkLookAhead } from "../checks/check-look-ahead";
import { checkWarmUp } from "../checks/check-warm-up";
import { checkWindows } from "../checks/check-windows";
import { simulateTrades } from "../checks/monte-carlo";
import type { CandleColumns, Signals } from "../kernel/candle-columns";
import { readParams, rulesOfSet } from "../replay-span";
import { sliceColumns } from "../slice-columns";
import { strategySignals } from "../strategy-signals";
import type { FlatTrade } from "./flat-trades";
import type { NamedReplay, ShownReplay } from "./replay-outcome";

const MONTE_CARLO_RUNS = 1_000;
const NEWEST = 20_000;

/** The honesty checks of the replay shown: the strategy's signals on the first market, and the luck in its trades. */
export function runChecks(
  { request, markets }: { readonly request: BacktestRequest; readonly markets: readonly NamedReplay[] },
  shown: ShownReplay,
): BacktestReport["checks"] {
  const { replay } = markets[0] as NamedReplay;
  const monteCarlo = simulateTrades(
    returnsOf(shown.trades, replay.options.wallet),
    MONTE_CARLO_RUNS,
    request.seed,
  );
  const params = readParams(replay, shown.params);
  if (!params.ok) throw new Error(`Invariant broken: shown parameters are refused: ${params.words}`);
  if (replay.strategy.signals === null) {
    const rules = rulesOfSet(replay, shown.params);
    const money = { cash: replay.options.wallet, equity: null };
    // the newest candles are plenty to catch it
    const until = replay.candles.open.length;
    const newest = sliceColumns(replay.candles, { from: Math.max(0, until - NEWEST), until });
    const play = (strategy: Strategy) => runByCandle(newest, strategy, params.value, rules, money);
    const lookAhead = checkWindows(replay.strategy, play, request.seed);
    return { lookAhead, warmUp: asInTrading, monteCarlo };
  }
  const ask = (candles: CandleColumns): Signals => {
    const signals = strategySignals(replay.strategy, params.value, candles);
    if (!signals) throw new Error("Invariant broken: a strategy with signals gave none");
    return signals;
  };
  return {
    lookAhead: checkLookAhead(ask, replay.candles, request.seed),
    warmUp: checkWarmUp(ask, replay.candles, replay.strategy.memory(params.value), request.seed),
    monteCarlo,
  };
}

const asInTrading: CheckResult = {
  ok: true,
  words: "It is asked candle by candle with the history it remembers and no more, as trading asks it.",
  at: [],
  looked: 0,
};

/** Profit of each trade as a fraction of what the account was worth after the trades closed before it. */
function returnsOf(trades: readonly FlatTrade[], start: number): Float64Array {
  let equity = start;
  return Float64Array.from(trades, ({ profit }) => {
    const ratio = equity > 0 ? profit / equity : 0;
    equity += profit;
    return ratio;
  });
}
