import type { BacktestOptions } from "@/server/backtest/core/backtest-options";
import type { CandleColumns } from "@/server/backtest/core/kernel/candle-columns";
import { readParams, replaySpan, signalsOfSpan } from "@/server/backtest/core/replay-span";
import { botOptions } from "@/server/backtest/core/run-options";
import type { CandleSpan } from "@/server/backtest/core/slice-columns";
import type { Settings } from "@/server/settings/core/settings";
import type { Strategy } from "@/server/strategy/core/strategy";
import type { Genome } from "./knobs";

/** A bot's market and the rules it is replayed by. */
export type Ground = {
  readonly strategy: Strategy;
  readonly candles: CandleColumns;
  readonly stepMs: number;
  readonly riskMode: keyof Settings["riskModes"];
  readonly settings: Pick<Settings, "riskModes" | "trailingStop" | "timeStopHours">;
  /** the market's steps, fee and smallest order, and slippage */
  readonly options: BacktestOptions;
};

export type Replayed = {
  readonly trades: number;
  readonly totalReturn: number;
  /** returns of stretches of `block` candles, after costs */
  readonly returns: readonly number[];
};

/** What a genome would have made of a span of the candles, flat before and after; null where its strategy refuses it. */
export function replayGenome(
  ground: Ground,
  genome: Genome,
  span: CandleSpan,
  block: number,
): Replayed | null {
  const { strategy, candles, stepMs } = ground;
  const replay = { strategy, params: {}, options: optionsOf(ground, genome), candles, lead: 0, stepMs };
  const params = readParams(replay, genome.params as { readonly [name: string]: number });
  if (!params.ok) return null;
  const equity = new Float64Array(span.until - span.from);
  const cash = replay.options.wallet;
  const signals = signalsOfSpan(replay, params.value, span);
  const { trades } = replaySpan(replay, {}, params.value, { span, signals, cash, equity });
  const returns: number[] = [];
  let before = cash;
  for (let end = block; end <= equity.length; end += block) {
    const now = equity[end - 1] as number;
    returns.push(now / before - 1);
    before = now;
  }
  const last = equity.at(-1) ?? cash;
  return { trades: trades.length, totalReturn: last / cash - 1, returns };
}

/** As a bot of that mode trades, with the genome's stop and target. */
function optionsOf({ settings, riskMode, options }: Ground, { stop, target }: Genome): BacktestOptions {
  const mode = { ...settings.riskModes[riskMode], stop: stop.toFixed(6) };
  const own = {
    riskModes: { ...settings.riskModes, [riskMode]: mode },
    takeProfit: target.toFixed(6),
    trailingStop: settings.trailingStop,
    timeStopHours: settings.timeStopHours,
  };
  return { ...options, ...botOptions(own, riskMode, options.fee) };
}
