import { lowestExit } from "@/server/exchange/core/sellable";
import {
  type Decimal,
  floorToStep,
  maxOf,
  minOf,
  ONE,
  toDecimal,
  toStored,
  toText,
  ZERO,
} from "@/server/kernel/money";
import { isBelowMinimum, type MarketRules } from "@/server/market/core/market-rules";
import type { CheckView } from "@/server/risk/core/check-view";
import { entryTerms } from "@/server/risk/core/entry-terms";
import { judgeEntry } from "@/server/risk/core/judge-entry";
import type { EntryFacts } from "@/server/risk/core/rule";
import type { SignalView } from "@/server/signals/core/signal-view";
import { weighSignals } from "@/server/signals/core/weigh-signals";
import { findStrategy } from "@/server/strategy/core/catalog";
import { judgeMemory } from "@/server/strategy/core/judge-memory";
import type { CandleWindow, Holding, Strategy, StrategySignal } from "@/server/strategy/core/strategy";
import { type HoldingFacts, toHolding } from "./holding-facts";

const PORTION_DIGITS = 6;

/** Everything one decision reads. Two equal snapshots give the same plan, bit for bit. */
export type Snapshot = {
  readonly strategy: string;
  readonly params: { readonly [name: string]: unknown };
  /** the closed candles up to the slot, oldest first */
  readonly window: CandleWindow;
  /** how long each of them is, in ms */
  readonly candleMs: number;
  /** how many intervals the newest closed candle lies behind the slot: 0 is up to date */
  readonly intervalsBehind: number;
  readonly staleIntervals: number;
  /** last close as the venue printed it */
  readonly price: Decimal;
  readonly holding: {
    readonly positionId: string;
    readonly sellable: Decimal;
    /** absent in records of old */
    readonly seen?: HoldingFacts | undefined;
  } | null;
  readonly entry: Omit<EntryFacts, "price" | "rules" | "equity">;
  readonly equity: Decimal;
  readonly rules: MarketRules;
  readonly weights: {
    readonly technical: string;
    readonly regime: string;
    readonly fetchai: string;
    readonly llm: string;
  };
  readonly entryThreshold: Decimal;
};

/** The order a plan asks for; the client order id, times and the venue come later. */
export type OrderPlan = {
  readonly purpose: "entry" | "exit";
  readonly side: "buy" | "sell";
  readonly amount: Decimal;
  readonly referencePrice: Decimal;
  readonly type: "market" | "limit";
  /** on the tick; null for a market order */
  readonly limitPrice: Decimal | null;
  /** refused by the venue rather than filled at once as taker */
  readonly postOnly: boolean;
  /** market clock: how long a limit order rests before it is given up; null for a market order */
  readonly restMs: number | null;
  /** quote for a buy, base for a sell */
  readonly reserve: Decimal;
  readonly reasonCode: string;
  readonly positionId: string | null;
};

export type DecisionPlan = {
  readonly action: "enter" | "exit" | "skip";
  readonly reasonCode: string;
  readonly score: Decimal | null;
  readonly threshold: Decimal;
  readonly signals: readonly SignalView[];
  readonly indicators: readonly { readonly name: string; readonly value: string }[];
  readonly checks: readonly CheckView[];
  readonly order: OrderPlan | null;
};

/** Asks a strategy that has enough candles; the parameters are the ones its schema gave. */
export type AskStrategy = <Params>(
  strategy: Pick<Strategy<Params>, "id" | "decide">,
  window: CandleWindow,
  params: Params,
  held: Holding | null,
) => StrategySignal;

const askStrategy: AskStrategy = (strategy, window, params, held) => strategy.decide(window, params, held);

/**
 * The one decision function of the system: backtest, paper and live call it with a snapshot and differ only in
 * where the snapshot comes from and which venue receives the order.
 *
 * Stale data and missing history end it before the strategy is asked. An exit needs no permission: it only reduces risk.
 * `ask` may remember what a strategy answered: equal candles and parameters give equal answers.
 */
export function planDecision(snapshot: Snapshot, ask: AskStrategy = askStrategy): DecisionPlan {
  if (snapshot.intervalsBehind >= snapshot.staleIntervals) return skip(snapshot, "stale_data");
  // without the slot's own candle the last one would be decided on twice
  if (snapshot.intervalsBehind > 0) return skip(snapshot, "late_candle");
  const strategy = findStrategy(snapshot.strategy);
  if (!strategy) return skip(snapshot, "unknown_strategy");
  const { data: params, success } = strategy.paramsSchema.safeParse(snapshot.params);
  // an owner's own strategy may have no sizes for them
  if (!success || judgeMemory(strategy, params, snapshot.candleMs) !== null)
    return skip(snapshot, "invalid_params");
  if (snapshot.window.close.length < strategy.warmup(params)) return skip(snapshot, "warming_up");
  const { holding, price } = snapshot;
  const held = holding && toHolding(holding.seen, price);
  const signal = ask(strategy, snapshot.window, params, held);
  return planSignal(snapshot, signal, held === null || held.lots < strategy.lotsMax(params));
}

/** What a strategy's signal comes to, once there is one: weighed, sized and tradeRecord every rule. */
export function planSignal(snapshot: Snapshot, signal: StrategySignal, mayBuy: boolean): DecisionPlan {
  const { score, signals } = weigh(signal, snapshot);
  const record = { score, signals, indicators: signal.indicators.map(toIndicator) };
  if (snapshot.holding && !(mayBuy && signal.direction === "buy"))
    return planHolding(snapshot, signal, record);
  if (signal.direction !== "buy") return { ...skip(snapshot, "no_signal"), ...record };
  if (!score || score.lt(snapshot.entryThreshold)) return { ...skip(snapshot, "below_threshold"), ...record };
  return planEntry(snapshot, record, portionOf(signal));
}

type Record = Pick<DecisionPlan, "score" | "signals" | "indicators">;

/** A strategy's own portion, as a share above 0 and at most 1; whatever else it says means all. */
const portionOf = ({ portion = 1 }: StrategySignal): Decimal =>
  portion > 0 && portion < 1 ? toDecimal(portion.toFixed(PORTION_DIGITS)) : ONE;

/** A further lot shares the bot's size and its cap with what is held already. */
function sizesOf({ entry, holding, equity, price }: Snapshot, portion: Decimal) {
  if (portion.eq(ONE) && !holding) return entry;
  const held = holding && equity.gt(0) ? holding.sellable.times(price).div(equity) : ZERO;
  return {
    ...entry,
    positionSize: entry.positionSize.times(portion),
    positionCap: maxOf(ZERO, entry.positionCap.minus(held)),
  };
}

function planEntry(snapshot: Snapshot, record: Record, portion: Decimal): DecisionPlan {
  const { rules, price } = snapshot;
  const verdict = judgeEntry({ ...sizesOf(snapshot, portion), rules, price, equity: snapshot.equity });
  if (verdict.kind === "refuse")
    return { ...skip(snapshot, verdict.reasonCode), ...record, checks: verdict.checks };
  const { reservePerUnit, ...terms } = entryTerms({ ...snapshot.entry, rules, price });
  const order: OrderPlan = {
    purpose: "entry",
    side: "buy",
    amount: verdict.amount,
    referencePrice: price,
    ...terms,
    reserve: toStored(verdict.amount.times(reservePerUnit)),
    reasonCode: "entry_signal",
    positionId: snapshot.holding?.positionId ?? null,
  };
  return { ...skip(snapshot, "entry_signal"), ...record, action: "enter", checks: verdict.checks, order };
}

function planHolding(snapshot: Snapshot, signal: StrategySignal, record: Record): DecisionPlan {
  const { holding, rules, price } = snapshot;
  if (!holding || signal.direction !== "sell") return { ...skip(snapshot, "in_position"), ...record };
  if (snapshot.entry.orderWorking) return { ...skip(snapshot, "order_working"), ...record };
  const amount = amountToSell(snapshot, holding.sellable, portionOf(signal));
  if (isBelowMinimum(amount, price, rules)) return { ...skip(snapshot, "below_minimum"), ...record };
  const order: OrderPlan = {
    purpose: "exit",
    side: "sell",
    amount,
    referencePrice: price,
    type: "market",
    limitPrice: null,
    postOnly: false,
    restMs: null,
    reserve: amount,
    reasonCode: "exit_signal",
    positionId: holding.positionId,
  };
  return { ...skip(snapshot, "exit_signal"), ...record, action: "exit", order };
}

/** The part to sell, on the lot; all of it where a part, or what its stop would be left with, is below the smallest order. */
function amountToSell(snapshot: Snapshot, sellable: Decimal, portion: Decimal): Decimal {
  const { rules, price } = snapshot;
  const all = floorToStep(sellable, rules.lotSize);
  const part = floorToStep(sellable.times(portion), rules.lotSize);
  const isTooSmall =
    isBelowMinimum(part, price, rules) || isBelowMinimum(all.minus(part), lowestOfRest(snapshot), rules);
  return isTooSmall ? all : part;
}

/** Where the stop sells what is left, a gap included; records of old looked at the price alone. */
function lowestOfRest({ price, entry, holding }: Snapshot): Decimal {
  if (entry.gapRoom === undefined) return price;
  return lowestExit(minOf(price, holding?.seen?.entryPrice ?? price), entry);
}

const skip = (snapshot: Snapshot, reasonCode: string): DecisionPlan => ({
  action: "skip",
  reasonCode,
  score: null,
  threshold: snapshot.entryThreshold,
  signals: [],
  indicators: [],
  checks: [],
  order: null,
});

function weigh(signal: StrategySignal, { weights }: Snapshot) {
  const absent = (source: string, weight: string) => ({
    source,
    weight: toDecimal(weight),
    score: null,
    words: "absent",
  });
  return weighSignals([
    {
      source: "technical",
      weight: toDecimal(weights.technical),
      score: toDecimal(signal.score.toFixed(6)),
      words: signal.words,
    },
    absent("regime", weights.regime),
    absent("fetchai", weights.fetchai),
    absent("llm", weights.llm),
  ]);
}

// Shortest text that reads back as the same double: replays compare it bit for bit.
const toIndicator = ({ name, value }: { name: string; value: number }) => ({ name, value: `${value}` });

export const planToJson = (plan: DecisionPlan) => ({
  signals: plan.signals.map((signal) => ({ ...signal })),
  threshold: toText(plan.threshold),
  score: plan.score && toText(plan.score),
  indicators: plan.indicators.map((indicator) => ({ ...indicator })),
  checks: plan.checks.map((check) => ({ ...check })),
});
