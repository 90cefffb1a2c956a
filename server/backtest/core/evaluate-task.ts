import { emptyFlags, type Flags } from "@/server/strategy/core/strategy";
import { TradeList } from "./kernel/trade-list";
import { dailyEquityAt, dayEndsOf, daysBetween } from "./metrics/daily-equity";
import { annualSharpe, annualSortino } from "./metrics/daily-statistics";
import { deepestFall, equityDrawdown } from "./metrics/equity-drawdown";
import { ratioOf, shapeOfSample } from "./metrics/sample-moments";
import { growthRate, tradeStatistics } from "./metrics/trade-statistics";
import { type Replay, readParams, replaySpan, signalsOfSpan } from "./replay-span";
import type { CandleSpan } from "./slice-columns";
import type { ParamSet } from "./sweep/param-space";
import type { SetFigures } from "./sweep/set-figures";

/** One parameter set on one span of the candles. */
export type EvaluationTask = { readonly set: ParamSet; readonly span: CandleSpan };

/** A span by the clock, ms UTC: its first opening, its last close, and where its days end. */
type Clock = {
  readonly span: CandleSpan;
  readonly fromAt: number;
  readonly toAt: number;
  readonly dayEnds: readonly number[];
};

const DAY_MS = 86_400_000;

/** Replays tasks one after the other; whoever evaluates many keeps one, for the memory it uses again. */
export class TaskEvaluator {
  private equity = new Float64Array(0);
  private clock: Clock | null = null;
  private room: Flags | null = null;
  private readonly trades = new TradeList();
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
    const money = { cash, equity, trades: this.trades.clear() };
    const { trades } = replaySpan(this.replay, set, params.value, { span, signals, ...money });
    return toFigures(trades, equity, this.clockOf(span), cash);
  }

  /** Sets of one span share its days. */
  private clockOf(span: CandleSpan): Clock {
    if (this.clock?.span.from === span.from && this.clock.span.until === span.until) return this.clock;
    const { candles, stepMs } = this.replay;
    const closes = candles.openAt.subarray(span.from, span.until).map((open) => open + stepMs);
    const fromAt = candles.openAt[span.from] as number;
    this.clock = { span, fromAt, toAt: closes.at(-1) as number, dayEnds: dayEndsOf(closes) };
    return this.clock;
  }

  /** Sets that differ in an option alone share what the strategy says. */
  private ask(params: Record<string, unknown>, span: CandleSpan): ReturnType<typeof signalsOfSpan> {
    const key = JSON.stringify([params, span]);
    if (this.asked?.key !== key) {
      this.room ??= emptyFlags(this.replay.candles.open.length);
      this.asked = { key, signals: signalsOfSpan(this.replay, params, span, this.room) };
    }
    return this.asked.signals;
  }
}

function toFigures(
  trades: TradeList,
  equity: Float64Array,
  { fromAt, toAt, dayEnds }: Clock,
  cash: number,
): SetFigures {
  const profits = trades.profit.subarray(0, trades.length);
  const days = Math.max(1, Math.floor((toAt - fromAt) / DAY_MS));
  const byTrade = tradeStatistics({ profits, startingBalance: cash, days, firstHigh: "start" });
  const daily = dailyEquityAt(cash, equity, dayEnds);
  const last = equity.at(-1) as number;
  const cagr = growthRate(cash, last, daysBetween(fromAt, toAt));
  const shape = shapeOfSample(daily.returns);
  return {
    trades: profits.length,
    wins: byTrade.wins,
    losses: byTrade.losses,
    winRate: byTrade.winRate,
    profitFactor: byTrade.profitFactor,
    payoff: byTrade.payoff,
    expectancy: byTrade.expectancy,
    sqn: byTrade.sqn,
    // as a report reckons it, to the last digit
    totalReturn: (last - cash) / cash,
    cagr,
    maxDrawdown: deepestFall(cash, equity, trades),
    sharpe: annualSharpe(daily.returns),
    sortino: annualSortino(daily.returns),
    calmar: ratioOf(cagr, equityDrawdown(cash, daily.equity).relative),
    days: daily.returns.length,
    skewness: shape?.skewness ?? null,
    kurtosis: shape?.kurtosis ?? null,
  };
}
