import type { BacktestRequest } from "../backtest-request";
import type { BacktestReport } from "../backtest-view";
import { checkStrategy } from "../checks/check-strategy";
import { simulateTrades } from "../checks/monte-carlo";
import { readParams, rulesOfSet } from "../replay-span";
import type { FlatTrade } from "./flat-trades";
import type { NamedReplay, ShownReplay } from "./replay-outcome";

const MONTE_CARLO_RUNS = 1_000;

/** The honesty checks of the replay shown: the strategy's signals on the first market, and the luck in its trades. */
export function runChecks(
  { request, markets }: { readonly request: BacktestRequest; readonly markets: readonly NamedReplay[] },
  shown: ShownReplay,
): BacktestReport["checks"] {
  const { replay } = markets[0] as NamedReplay;
  const { seed } = request;
  const { strategy, candles, options } = replay;
  const params = readParams(replay, shown.params);
  if (!params.ok) throw new Error(`Invariant broken: shown parameters are refused: ${params.words}`);
  const cash = options.wallet;
  const rules = rulesOfSet(replay, shown.params);
  return {
    ...checkStrategy({ strategy, params: params.value, candles, rules, cash }, seed),
    monteCarlo: simulateTrades(returnsOf(shown.trades, cash), MONTE_CARLO_RUNS, seed),
  };
}

/** Profit of each trade as a fraction of what the account was worth after the trades closed before it. */
function returnsOf(trades: readonly FlatTrade[], start: number): Float64Array {
  let equity = start;
  return Float64Array.from(trades, ({ profit }) => {
    const ratio = equity > 0 ? profit / equity : 0;
    equity += profit;
    return ratio;
  });
}
