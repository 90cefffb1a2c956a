import { hashOf } from "@/server/market/core/simulation/seeded-random";
import type { CandleWindow, Strategy, StrategySignal } from "@/server/strategy/core/strategy";
import type { CheckResult } from "../backtest-view";
import { notRun } from "./check-look-ahead";

/** One decision in so many is made again. */
const ONE_IN = 7;
const LOOKED_MAX = 3_000;

/**
 * The same for strategies that are asked candle by candle: `replay` is given the strategy in a form that, now and then,
 * hands the same window over again in memory of its own, where nothing lies behind its end. What it says must be the
 * same; a strategy that reaches behind its window, keeps a memory, or draws lots says something else.
 */
export function checkWindows(
  strategy: Strategy,
  replay: (strategy: Strategy) => unknown,
  seed: number,
): CheckResult {
  let [calls, looked, differed] = [0, 0, 0];
  const decide: Strategy["decide"] = (window, params, holding) => {
    const said = strategy.decide(window, params, holding);
    calls += 1;
    if (looked < LOOKED_MAX && hashOf(seed, 99, calls) % ONE_IN === 0) {
      looked += 1;
      if (!isSame(said, strategy.decide(copyOf(window), params, holding))) differed += 1;
    }
    return said;
  };
  replay({ ...strategy, decide, replayed: undefined });
  if (looked === 0) return notRun("There are too few decisions to check for look-ahead.");
  if (differed === 0) {
    const words = `Asked again at ${looked} candles with nothing behind them: every decision stayed the same.`;
    return { ok: true, ran: true, words, at: [], looked };
  }
  const words = `The strategy looks ahead: ${differed} of ${looked} decisions changed when nothing lay behind their candle. Its results are worthless until that is mended.`;
  return { ok: false, ran: true, words, at: [], looked };
}

const isSame = (a: StrategySignal, b: StrategySignal): boolean =>
  a.direction === b.direction && a.score === b.score && a.portion === b.portion;

const copyOf = ({ openAt, open, high, low, close, volume }: CandleWindow): CandleWindow => ({
  openAt: openAt.slice(),
  open: open.slice(),
  high: high.slice(),
  low: low.slice(),
  close: close.slice(),
  volume: volume.slice(),
});
