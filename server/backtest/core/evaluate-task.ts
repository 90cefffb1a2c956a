import { daysBetween, toDailyEquity } from "./metrics/daily-equity";
import { annualSharpe, annualSortino } from "./metrics/daily-statistics";
import { equityDrawdown } from "./metrics/equity-drawdown";
import { ratioOf } from "./metrics/sample-moments";
import { growthRate, tradeStatistics } from "./metrics/trade-statistics";
import { type Replay, readParams, replaySpan, signalsOfSpan } from "./replay-span";
import type { CandleSpan } from "./slice-columns";
import type { ParamSet } from "./sweep/param-space";
import type { SetFigures } from "./sweep/set-figures";

/** One parameter set on one span of the candles. */
export type EvaluationTask = { readonly set: ParamSet; readonly span: CandleSpan };

const DAY_MS = 86_400_000;

/** Replays tasks one after the other; whoever evaluates many keeps one, for the memory it uses again. */
export class TaskEvaluator {
  private equity = new Float64Array(0);
  /** of all candles, ms UTC */
  private closes: Float64Array | null = null;
  private asked: { readonly key: string; readonly signals: ReturnType<typeof signalsOfSpan> } | null = null;

  constructor(private readonly replay: Replay) {}

  /** The figures of one task; null for a set that the strategy refuses. The same task gives the same figures. */
  evaluate({ set, span }: EvaluationTask): SetFigures | null {
    const params = readParams(this.replay, set);
    if (!params.ok || span.until - span.from < 2) return null;
    const length = span.until - span.from;
    if (this.equity.length < length) this.equity = new Float64Array(length);
    const equity = this.equity.subarray(0, length);
    const cash = this.replay.options.wallet;
    const signals = this.ask(params.value, span);
    const { trades } = replaySpan(this.replay, set, params.value, { span, signals, cash, equity });
    this.closes ??= this.replay.candles.openAt.map((open) => open + this.replay.stepMs);
    const at = this.closes.subarray(span.from, span.until);
    const fromAt = (at[0] as number) - this.replay.stepMs;
    return toFigures(trades.profit.subarray(0, trades.length), { at, value: equity, fromAt }, cash);
  }

  /** Sets that differ in an option alone share what the strategy says. */
  private ask(params: Record<string, unknown>, span: CandleSpan): ReturnType<typeof signalsOfSpan> {
    const key = JSON.stringify([params, span]);
    if (this.asked?.key !== key) this.asked = { key, signals: signalsOfSpan(this.replay, params, span) };
    return this.asked.signals;
  }
}

function toFigures(
  profits: Float64Array,
  equity: { readonly at: Float64Array; readonly value: Float64Array; readonly fromAt: number },
  cash: number,
): SetFigures {
  const toAt = equity.at.at(-1) as number;
  const days = Math.max(1, Math.floor((toAt - equity.fromAt) / DAY_MS));
  const byTrade = tradeStatistics({ profits, startingBalance: cash, days, firstHigh: "start" });
  const daily = toDailyEquity(cash, equity);
  const last = equity.value.at(-1) as number;
  return {
    trades: profits.length,
    winRate: byTrade.winRate,
    profitFactor: byTrade.profitFactor,
    expectancy: byTrade.expectancy,
    sqn: byTrade.sqn,
    // as a report reckons it, to the last digit
    totalReturn: (last - cash) / cash,
    maxDrawdown: equityDrawdown(cash, equity.value).relative,
    sharpe: annualSharpe(daily.returns),
    sortino: annualSortino(daily.returns),
    calmar: ratioOf(
      growthRate(cash, last, daysBetween(equity.fromAt, toAt)),
      equityDrawdown(cash, daily.equity).relative,
    ),
  };
}
