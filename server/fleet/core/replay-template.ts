// A template on one market, with the size, stops and fees that its bots have.
import { backtestOptions } from "@/server/backtest/core/backtest-options";
import type { CandleColumns } from "@/server/backtest/core/kernel/candle-columns";
import { type DailyEquity, toDailyEquity } from "@/server/backtest/core/metrics/daily-equity";
import { annualSharpe } from "@/server/backtest/core/metrics/daily-statistics";
import { equityDrawdown } from "@/server/backtest/core/metrics/equity-drawdown";
import { type Replay, readParams, replaySpan, signalsOfSpan } from "@/server/backtest/core/replay-span";
import { botOptions } from "@/server/backtest/core/run-options";
import type { CandleSpan } from "@/server/backtest/core/slice-columns";
import { invariant } from "@/server/kernel/result";
import { timeframeMs } from "@/server/market/core/candle";
import { defaultSettings } from "@/server/settings/core/settings";
import { findStrategy } from "@/server/strategy/core/catalog";
import type { HoldFigures, TemplateFigures, TemplateParams, TemplateSetup } from "./template";

const WALLET = 10_000;
/** Four digits behind the point. */
const PLACES = 10_000;

export type CandleSeries = { readonly file: string; readonly candles: CandleColumns };

/** What is told of one replay: equity at candle closes, and what its trades won and lost. */
export type Outcome = {
  readonly at: number[];
  readonly equity: number[];
  trades: number;
  gains: number;
  losses: number;
};
/** Equity of one or more wallets, `at` in ms UTC. */
export type Curve = { readonly at: Float64Array; readonly value: Float64Array };

/** A template on candles of its timeframe: positions of its risk mode's size, the stops it states, fees and slippage a side. */
export function toTemplateReplay(
  draft: TemplateSetup,
  candles: CandleColumns,
  { fee, slippage }: Rules,
): Replay {
  const strategy = findStrategy(draft.strategy);
  invariant(strategy, `a strategy called ${draft.strategy}`);
  const { riskModes } = defaultSettings;
  const mode = { ...riskModes[draft.riskMode], stop: String(draft.stop) };
  const settings = {
    riskModes: { ...riskModes, [draft.riskMode]: mode },
    takeProfit: String(draft.takeProfit),
    trailingStop: String(draft.trailing),
    timeStopHours: null,
  };
  const plain = backtestOptions.parse({ wallet: WALLET, fee, slippage });
  const options = { ...plain, ...botOptions(settings, draft.riskMode, fee) };
  return { strategy, params: {}, options, candles, lead: 0, stepMs: timeframeMs(draft.timeframe) };
}
export type Rules = { readonly fee: number; readonly slippage: number };

export const nothing = (): Outcome => ({ at: [], equity: [], trades: 0, gains: 0, losses: 0 });

/** Replays one span with the money that is there by then, and adds it. */
export function replayInto(outcome: Outcome, replay: Replay, set: TemplateParams, span: CandleSpan): void {
  const params = readParams(replay, set);
  invariant(params.ok, "a template's parameters are those of its strategy");
  const equity = new Float64Array(span.until - span.from);
  const cash = outcome.equity.at(-1) ?? WALLET;
  const signals = signalsOfSpan(replay, params.value, span);
  const { trades, cash: left } = replaySpan(replay, set, params.value, { span, signals, cash, equity });
  for (let index = 0; index < trades.length; index++) {
    const profit = trades.profit[index] as number;
    outcome.trades += 1;
    if (profit > 0) outcome.gains += profit;
    else outcome.losses -= profit;
  }
  for (let index = 0; index < equity.length; index++) {
    outcome.at.push((replay.candles.openAt[span.from + index] as number) + replay.stepMs);
    outcome.equity.push(equity[index] as number);
  }
  // what was held to the end is sold at the last close, fee and all
  outcome.equity[outcome.equity.length - 1] = left;
}

/** Equity of one replay. */
export const curveOf = ({ at, equity }: Outcome): Curve => ({
  at: Float64Array.from(at),
  value: Float64Array.from(equity),
});

/** What several wallets of equal money did together. */
export function figuresOf(outcomes: readonly Outcome[]): TemplateFigures {
  const sum = (of: (outcome: Outcome) => number) => outcomes.reduce((total, one) => total + of(one), 0);
  const [gains, losses] = [sum(({ gains: won }) => won), sum(({ losses: lost }) => lost)];
  return {
    ...together(outcomes.map(curveOf)),
    trades: sum(({ trades }) => trades),
    profitFactor: losses > 0 ? round(gains / losses) : null,
  };
}

/** Holding pays one purchase and sells nothing. */
export function holdCurve({ candles, options, stepMs }: Replay, { from, until }: CandleSpan): Curve {
  const paid = (candles.open[from] as number) * (1 + options.fee);
  return {
    at: candles.openAt.slice(from, until).map((at) => at + stepMs),
    value: candles.close.slice(from, until).map((close) => (WALLET * close) / paid),
  };
}

/** Wallets of equal money over the same days as one: its equity at the end of each day, and each day's return. */
export function daysTogether(curves: readonly Curve[]): DailyEquity {
  const days = curves.map((curve) => toDailyEquity(WALLET, curve).equity);
  const [first] = days;
  invariant(first, "at least one market");
  invariant(
    days.every(({ length }) => length === first.length),
    "markets over the same days",
  );
  const equity = first.map((_, day) => days.reduce((total, one) => total + (one[day] as number), 0));
  const start = WALLET * curves.length;
  return {
    equity,
    returns: equity.map((value, day) => value / (day === 0 ? start : (equity[day - 1] as number)) - 1),
  };
}

/** The figures of such wallets. */
export function together(curves: readonly Curve[]): HoldFigures {
  const start = WALLET * curves.length;
  const { equity, returns } = daysTogether(curves);
  const sharpe = annualSharpe(returns);
  return {
    return: round((equity.at(-1) as number) / start - 1),
    sharpe: sharpe === null ? null : round(sharpe),
    maxDrawdown: round(equityDrawdown(start, equity).relative),
  };
}

export const round = (value: number): number => Math.round(value * PLACES) / PLACES;
