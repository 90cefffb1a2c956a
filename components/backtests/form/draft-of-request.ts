// Forms that begin with something known: an earlier backtest, one set of its sweep, or a bot.
import type { BacktestRequest, ParamValues } from "@/server/backtest/core/backtest-view";
import type { BotView } from "@/server/bots/core/bot";
import { toPercentText } from "../../ui/typed-text";
import {
  type Around,
  type Draft,
  dayText,
  moveTo,
  newDraft,
  type RangeDraft,
  STAKE,
  standardsOf,
} from "./draft";

/** The form an earlier backtest was asked with; `params` in their place, as a plain run, where one set is meant. */
export function draftOfRequest(request: BacktestRequest, around: Around, params?: ParamValues): Draft {
  const [symbol = "", ...others] = request.symbols;
  const begun = movedTo(around, request.exchange, symbol);
  return {
    ...begun,
    name: request.name ?? "",
    kind: params ? "run" : request.kind,
    symbol,
    others: others.join(", "),
    timeframe: request.timeframe,
    from: dayText(Date.parse(request.from), around.zone),
    to: dayText(Date.parse(request.to) - 1, around.zone),
    ...strategyOf(request.strategy, { ...request.params, ...params }, around),
    ...moneyOf(request, begun),
    ...exitsOf(request),
    ...(request.kind === "run" ? {} : searchOf(request, begun)),
  };
}

/** The form on what a bot trades and how. */
export function draftOfBot(bot: BotView, around: Around): Draft {
  const begun = movedTo(around, bot.exchange, bot.symbol);
  const params = Object.fromEntries(Object.entries(bot.params).map(([name, value]) => [name, String(value)]));
  return {
    ...begun,
    timeframe: bot.timeframe,
    ...strategyOf(bot.strategy, params, around),
    sizing: bot.riskMode,
    wallet: bot.initialCapital,
  };
}

function strategyOf(
  strategy: string,
  known: ParamValues,
  { choices }: Around,
): Pick<Draft, "strategy" | "params" | "ranges"> {
  const standards = standardsOf(choices.strategies.find(({ id }) => id === strategy)?.params ?? []);
  const params = Object.fromEntries(Object.entries(known).map(([name, value]) => [name, String(value)]));
  return { strategy, ranges: standards.ranges, params: { ...standards.params, ...params } };
}

const moneyOf = (request: BacktestRequest, begun: Draft) => ({
  wallet: request.wallet,
  stake: request.stake,
  sizing: request.riskMode ?? STAKE,
  fee: request.fee === null ? begun.fee : toPercentText(request.fee),
  slippage: toPercentText(request.slippage),
  fill: request.fill,
  seed: String(request.seed),
});

const exitsOf = ({ stop, roi, trailing, timeStopMinutes }: BacktestRequest) => ({
  stop: stop === null ? "" : toPercentText(stop),
  target: targetText(roi),
  trail: trailing?.positive ? toPercentText(trailing.positive) : "",
  trailFrom: trailing && trailing.offset !== "0" ? toPercentText(trailing.offset) : "",
  timeStopHours: timeStopMinutes === null ? "" : String(timeStopMinutes / 60),
});

function targetText(roi: BacktestRequest["roi"]): string {
  const steps = Object.entries(roi);
  if (steps.length === 1 && steps[0]?.[0] === "0") return toPercentText(steps[0][1]);
  return steps.map(([minutes, fraction]) => `${minutes}:${toPercentText(fraction)}`).join(", ");
}

function searchOf(request: Exclude<BacktestRequest, { kind: "run" }>, begun: Draft): Partial<Draft> {
  const ranges = Object.entries(request.ranges).map(([name, range]): [string, RangeDraft] => [
    name,
    "values" in range
      ? { varied: true, from: "", to: "", step: "" }
      : { varied: true, from: String(range.from), to: String(range.to), step: String(range.step) },
  ]);
  const still = Object.entries(begun.ranges).map(([name, range]): [string, RangeDraft] => [
    name,
    { ...range, varied: false },
  ]);
  return {
    ranges: Object.fromEntries([...still, ...ranges]),
    method: request.method,
    sets: request.method === "grid" ? begun.sets : String(request.sets),
    objective: request.objective,
    minTrades: String(request.minTrades),
    ...(request.kind === "sweep"
      ? {}
      : {
          mode: request.mode,
          fitDays: String(request.fitDays),
          judgeDays: String(request.judgeDays),
        }),
  };
}

function movedTo(around: Around, exchange: Draft["exchange"], symbol: string): Draft {
  const fresh = newDraft(around);
  return { ...fresh, ...moveTo(fresh, around, exchange, symbol) };
}
