// A signal that the edge gate refused, followed as if it had been taken: no order, no money, never part of a result.
import type { TradingBot } from "@/server/bots/core/trading-bot";
import { type MarketMs, plusMs } from "@/server/kernel/clock";
import { Decimal, maxOf, ONE, toStored } from "@/server/kernel/money";
import { checkStops, placeStops, type StopHit, type StopLevels } from "@/server/positions/core/check-stops";
import type { PositionExits } from "@/server/positions/core/exit-rules";
import { entryTerms } from "@/server/risk/core/entry-terms";
import type { RiskFacts } from "@/server/risk/core/risk-facts";
import { findStrategy } from "@/server/strategy/core/catalog";
import type { CandleWindow } from "@/server/strategy/core/strategy";
import { holdingFacts, toHolding } from "./holding-facts";
import type { DecisionPlan, Snapshot } from "./plan-decision";

/** Prices in quote per base, instants on the market clock, ms. */
export type VirtualTrade = {
  readonly entryPrice: Decimal;
  readonly stopPrice: Decimal;
  readonly targetPrice: Decimal;
  readonly trailingRatio: Decimal;
  readonly highestPrice: Decimal;
  readonly timeStopAt: MarketMs | null;
  readonly openedAt: MarketMs;
  /** the newest slot whose candle it has been held against */
  readonly followedAt: MarketMs;
};

export type VirtualExit = {
  readonly exitPrice: Decimal;
  readonly reasonCode: StopHit["reasonCode"] | "exit_signal";
  readonly closedAt: MarketMs;
};

export type VirtualStep =
  | { readonly kind: "open"; readonly trade: VirtualTrade }
  | { readonly kind: "follow"; readonly trade: VirtualTrade }
  | { readonly kind: "close"; readonly trade: VirtualTrade; readonly exit: VirtualExit };

/** How a position leaves, by its owner's settings; ratios are fractions. */
export type ExitRules = {
  readonly stop: Decimal;
  readonly target: Decimal;
  readonly trailing: Decimal;
  readonly timeStopMs: number | null;
  /** break-even and trailing offset; a virtual trade is left whole, so partial targets are none of it */
  readonly more: PositionExits | null;
};

export type VirtualFacts = {
  /** the bot's trade that is being followed; null: none */
  readonly open: VirtualTrade | null;
  /** what was decided on, the book's facts included */
  readonly snapshot: Snapshot;
  readonly plan: DecisionPlan;
  readonly slotAt: MarketMs;
  readonly candleMs: number;
  readonly exits: ExitRules;
};

/** What the gate's estimate may learn from: everything else refuses an entry for another reason than its worth. */
const REFUSED_FOR_ITS_WORTH: ReadonlySet<string> = new Set(["edge_below_cost", "edge_unknown"]);

/**
 * What becomes of a bot's virtual trade at a slot; null: nothing.
 *
 * It enters where a real order would have, spread and slippage paid, and leaves by the same stop, target, trailing stop,
 * time stop and strategy. A candle tells less than ticks: its open comes first, then its low, then its high, so of two
 * ways out the worse is taken. A strategy that trades in lots is followed with one.
 */
export function stepVirtual(facts: VirtualFacts): VirtualStep | null {
  const { open, snapshot, plan, slotAt } = facts;
  const { risk } = snapshot.entry;
  if (snapshot.intervalsBehind > 0 || !risk) return null;
  if (!open) return REFUSED_FOR_ITS_WORTH.has(plan.reasonCode) ? enter(facts, risk) : null;
  if (slotAt <= open.followedAt) return null;
  return follow(facts, open, crossingOf(risk));
}

const crossingOf = ({ edge }: RiskFacts): Decimal => edge.halfSpread.plus(edge.slippage);

function enter({ snapshot, slotAt, exits }: VirtualFacts, risk: RiskFacts): VirtualStep {
  const { price, rules, entry } = snapshot;
  const { limitPrice } = entryTerms({ ...entry, price, rules });
  const entryPrice = toStored(limitPrice ?? price.times(ONE.plus(crossingOf(risk))));
  const { stopPrice, targetPrice, trailingRatio } = placeStops(entryPrice, exits);
  const trade: VirtualTrade = {
    entryPrice,
    trailingRatio,
    highestPrice: entryPrice,
    stopPrice: toStored(stopPrice),
    targetPrice: toStored(targetPrice),
    timeStopAt: exits.timeStopMs === null ? null : plusMs(slotAt, exits.timeStopMs),
    openedAt: slotAt,
    followedAt: slotAt,
  };
  return { kind: "open", trade };
}

function follow(facts: VirtualFacts, open: VirtualTrade, crossing: Decimal): VirtualStep {
  const { snapshot, slotAt, candleMs } = facts;
  const { window } = snapshot;
  const { more } = facts.exits;
  const exits = more && { ...more, partials: [] };
  let trade = open;
  for (let index = 0; index < window.close.length; index++) {
    const closesAt = plusMs(slotAt, (index + 1 - window.close.length) * candleMs);
    if (closesAt <= open.followedAt) continue;
    const left = leaveInside({ ...trade, exits }, candleOf(window, index), plusMs(closesAt, -candleMs));
    if (left) return closed(trade, { ...left, closedAt: closesAt }, crossing);
    trade = { ...trade, highestPrice: maxOf(trade.highestPrice, new Decimal(window.high[index] ?? 0)) };
  }
  if (saysSell(facts, trade))
    return closed(trade, { price: snapshot.price, reasonCode: "exit_signal", closedAt: slotAt }, crossing);
  return { kind: "follow", trade: { ...trade, followedAt: slotAt } };
}

type Left = { readonly price: Decimal; readonly reasonCode: VirtualExit["reasonCode"] };
type Bar = { readonly open: Decimal; readonly high: Decimal; readonly low: Decimal };

const candleOf = ({ open, high, low }: CandleWindow, index: number): Bar => ({
  open: new Decimal(open[index] ?? 0),
  high: new Decimal(high[index] ?? 0),
  low: new Decimal(low[index] ?? 0),
});

/** The first way out inside a candle: at its open, at its low, at its high, and at the stop that the high pulled up. */
function leaveInside(
  trade: VirtualTrade & Pick<StopLevels, "exits">,
  { open, high, low }: Bar,
  opensAt: MarketMs,
): Left | null {
  const atOpen = checkStops(trade, open, opensAt);
  if (atOpen) return { price: open, reasonCode: atOpen.reasonCode };
  const atLow = checkStops(trade, low);
  if (atLow?.level) return { price: atLow.level, reasonCode: atLow.reasonCode };
  if (high.gte(trade.targetPrice)) return { price: trade.targetPrice, reasonCode: "take_profit" };
  const pulled = checkStops({ ...trade, highestPrice: maxOf(trade.highestPrice, high) }, low);
  return pulled?.level ? { price: pulled.level, reasonCode: pulled.reasonCode } : null;
}

function closed(
  trade: VirtualTrade,
  left: Left & { readonly closedAt: MarketMs },
  crossing: Decimal,
): VirtualStep {
  const { price, reasonCode, closedAt } = left;
  const exitPrice = toStored(price.times(ONE.minus(crossing)));
  const exit = { exitPrice, reasonCode, closedAt };
  return { kind: "close", trade: { ...trade, followedAt: closedAt }, exit };
}

/** Whether the strategy, holding it, would leave. */
function saysSell({ snapshot, slotAt, candleMs }: VirtualFacts, trade: VirtualTrade): boolean {
  const strategy = findStrategy(snapshot.strategy);
  const parsed = strategy?.paramsSchema.safeParse(snapshot.params);
  if (!strategy || !parsed?.success) return false;
  if (snapshot.window.close.length < strategy.warmup(parsed.data)) return false;
  const span = { openedAt: trade.openedAt, slotAt, candleMs };
  const held = toHolding(holdingFacts(trade.entryPrice, [], span), trade.entryPrice);
  return strategy.decide(snapshot.window, parsed.data, held).direction === "sell";
}

/** A bot's virtual trade with whose it is. */
export type OwnVirtualTrade = VirtualTrade &
  Pick<TradingBot, "botId" | "versionId"> & { readonly source: string };

/** Whether a trade that was being followed still says something: the same version, the same market, no later than now. */
export const isStillOpen = (
  trade: OwnVirtualTrade,
  now: { readonly versionId: string; readonly source: string; readonly slotAt: MarketMs },
): boolean =>
  trade.versionId === now.versionId && trade.source === now.source && trade.openedAt <= now.slotAt;
