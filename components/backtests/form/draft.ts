// The form of a new backtest as text: what a person has typed, in percent, days and candles.
import type { BacktestChoices, MarketToTest } from "@/server/backtest/core/backtest-choices";
import type { BacktestRequest } from "@/server/backtest/core/backtest-view";
import type { ExchangeName } from "@/server/kernel/exchange-names";
import type { ParamView } from "@/server/strategy/core/describe-strategy";
import { partsIn } from "../../ui/format-time";
import { toPercentText } from "../../ui/typed-text";

export type Kind = BacktestRequest["kind"];

/** Whether a sweep varies a parameter, and over what. */
export type RangeDraft = {
  readonly varied: boolean;
  readonly from: string;
  readonly to: string;
  readonly step: string;
};

export type Draft = {
  /** what the owner calls it; nothing is fine */
  readonly name: string;
  readonly kind: Kind;
  /** "" where there is no market */
  readonly exchange: ExchangeName | "";
  readonly symbol: string;
  /** other symbols on the same wallet, separated by commas; runs only */
  readonly others: string;
  readonly timeframe: string;
  /** days of the zone below, "2026-11-22"; the last one is included */
  readonly from: string;
  readonly to: string;
  readonly strategy: string;
  readonly params: { readonly [name: string]: string };
  readonly ranges: { readonly [name: string]: RangeDraft };
  readonly wallet: string;
  /** "stake": a fixed stake; else a risk mode */
  readonly sizing: string;
  readonly stake: string;
  readonly stop: string;
  /** "5", or by minutes held "0:5, 60:2" */
  readonly target: string;
  readonly trail: string;
  readonly trailFrom: string;
  readonly timeStopHours: string;
  readonly fee: string;
  readonly slippage: string;
  readonly fill: string;
  readonly seed: string;
  readonly method: string;
  readonly sets: string;
  readonly objective: string;
  readonly minTrades: string;
  readonly mode: string;
  readonly fitDays: string;
  readonly judgeDays: string;
};

export type Around = {
  readonly choices: BacktestChoices;
  /** market clock, ms UTC */
  readonly marketNow: number;
  /** whose days a period is counted in */
  readonly zone: string;
};

export const STAKE = "stake";
const DAY_MS = 86_400_000;
const FIRST_BASE = "BTC/";
const FIRST_PERIOD_DAYS = 30;
const VALUES_A_RANGE = 5;

/** A form on the first market with the first strategy, over the last thirty days. */
export function newDraft(around: Around): Draft {
  const { choices } = around;
  const market = choices.markets.find(({ symbol }) => symbol.startsWith(FIRST_BASE)) ?? choices.markets[0];
  const strategy = choices.strategies[0];
  return {
    name: "",
    kind: "run",
    exchange: market?.exchange ?? "",
    symbol: market?.symbol ?? "",
    others: "",
    timeframe: timeframeFor(market, "15m"),
    ...periodOf(FIRST_PERIOD_DAYS, market, around),
    strategy: strategy?.id ?? "",
    ...standardsOf(strategy?.params ?? []),
    wallet: "10000",
    sizing: "balanced",
    stake: "1000",
    stop: "",
    target: "",
    trail: "",
    trailFrom: "",
    timeStopHours: "",
    fee: feeOf(market),
    slippage: "0.05",
    fill: "strict",
    seed: "42",
    method: "grid",
    sets: "200",
    objective: "sharpe",
    minTrades: "10",
    mode: "rolling",
    fitDays: "14",
    judgeDays: "7",
  };
}

/** First and last day of the last `days` with prices, no more than there are: up to now, or to a recording's end. */
export function periodOf(days: number, market: MarketToTest | undefined, { marketNow, zone }: Around) {
  const { from, until } = pricesOf(market, marketNow);
  const start = Math.max(until - days * DAY_MS, from);
  return { from: dayText(start, zone), to: dayText(Math.max(start, until - 1), zone) };
}

/** How far the prices of a market reach, ms UTC; without an end known up to now. */
export const pricesOf = (market: MarketToTest | undefined, marketNow: number) => ({
  from: market?.span ? Date.parse(market.span.from) : Number.NEGATIVE_INFINITY,
  until: market?.span ? Date.parse(market.span.until) : marketNow,
});

/** The market a form names. */
export const marketOf = ({ exchange, symbol }: Draft, { choices }: Around): MarketToTest | undefined =>
  choices.markets.find((market) => market.exchange === exchange && market.symbol === symbol);

/** The calendar day of an instant in a zone, as a date input has it. */
export function dayText(ms: number, zone: string): string {
  const { year, month, day } = partsIn(ms, zone);
  return `${year}-${String(month).padStart(2, "0")}-${String(day).padStart(2, "0")}`;
}

/** The standards of a strategy's parameters as text, and a range around each. */
export function standardsOf(fields: readonly ParamView[]): Pick<Draft, "params" | "ranges"> {
  return {
    params: Object.fromEntries(fields.map((field) => [field.name, String(field.default)])),
    ranges: Object.fromEntries(fields.map((field, at) => [field.name, rangeOf(field, at < 2)])),
  };
}

/** Half the standard either way, in five values; a parameter that is off by standard stays so. */
function rangeOf({ whole, min, max, default: standard }: ParamView, varied: boolean): RangeDraft {
  const round = whole ? Math.round : tidy;
  const reach = standard === 0 ? max : standard / 2;
  const from = Math.max(min, round(standard === 0 ? min : standard - reach));
  const to = Math.min(max, round(standard + reach));
  const step = Math.max(whole ? 1 : 0.01, round((to - from) / (VALUES_A_RANGE - 1)));
  return { varied: varied && standard !== 0, from: String(from), to: String(to), step: String(step) };
}

const tidy = (value: number): number => Number(value.toPrecision(2));

/** What of the form changes with another exchange or symbol: what that market cannot have falls back, its fee comes along. */
export function moveTo(
  draft: Draft,
  around: Around,
  exchange: Draft["exchange"],
  symbol: string,
): Pick<Draft, "exchange" | "symbol" | "others" | "timeframe" | "fee"> & Partial<Pick<Draft, "from" | "to">> {
  const there = around.choices.markets.filter((market) => market.exchange === exchange);
  const market = there.find((each) => each.symbol === symbol) ?? there[0];
  return {
    exchange,
    symbol: market?.symbol ?? symbol,
    others: "",
    timeframe: timeframeFor(market, draft.timeframe),
    fee: feeOf(market),
    // another recording has other dates
    ...(market?.span ? periodOf(FIRST_PERIOD_DAYS, market, around) : {}),
  };
}

const timeframeFor = (market: MarketToTest | undefined, wanted: string): string =>
  market?.timeframes.includes(wanted) ? wanted : (market?.timeframes.at(-1) ?? wanted);

const feeOf = (market: MarketToTest | undefined): string => (market ? toPercentText(market.takerFee) : "");
