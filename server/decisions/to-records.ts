import { sha256 } from "@/server/audit/sha256";
import type { TradingBot } from "@/server/bots/core/trading-bot";
import { venueOf } from "@/server/exchange/core/venue-name";
import { clientOrderId } from "@/server/execution/client-order-id";
import { entryLeg, exitLeg } from "@/server/execution/core/client-order-id";
import type { NewOrder } from "@/server/execution/core/order";
import type { TradingRuntime } from "@/server/execution/runtime";
import { type MarketMs, marketMs, plusMs, type WallMs } from "@/server/kernel/clock";
import { invariant } from "@/server/kernel/result";
import { type Timeframe, timeframeMs } from "@/server/market/core/candle";
import { overtakenGraceMs } from "./core/overtaken-grace";
import { type DecisionPlan, planToJson } from "./core/plan-decision";
import { snapshotToJson } from "./core/snapshot-json";
import type { VirtualStep } from "./core/virtual-trade";
import type { BotSnapshot } from "./load-snapshots";
import type { NewDecision } from "./store/decisions";
import type { EdgeStanding } from "./store/virtual-trades";

export type Planned = BotSnapshot & {
  readonly plan: DecisionPlan;
  readonly virtual: PlannedVirtual;
  /** wall clock; absent where nobody measured it */
  readonly decidedAt?: WallMs;
};

/** What the slot made of the bot's virtual trade, and what the edge gate says of it; null: nothing. */
export type PlannedVirtual = {
  /** the trade that was being followed says nothing any more */
  readonly outdated: boolean;
  readonly step: VirtualStep | null;
  readonly standing: Pick<EdgeStanding, "held" | "expected" | "cost" | "trades" | "virtualTrades"> | null;
};

/** A decision's id follows from whose it is and when: deciding again cannot make a second one. */
export function decisionId(botId: string, slotAt: MarketMs): string {
  const hex = sha256(`${botId}|${slotAt}|decision`);
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join(
    "-",
  );
}

/** A plan as its decision record. */
export function toRecord(
  runtime: TradingRuntime,
  { bot, plan, snapshot, window }: Planned,
  slotAt: MarketMs,
): NewDecision {
  const { score, ...outcome } = planToJson(plan);
  return {
    id: decisionId(bot.botId, slotAt),
    userId: bot.userId,
    botId: bot.botId,
    versionId: bot.versionId,
    book: bot.book,
    marketKind: runtime.marketKind,
    slotAt,
    action: plan.action,
    reasonCode: plan.reasonCode,
    score,
    inputs: snapshotToJson(snapshot, window) as NewDecision["inputs"],
    outcome: {
      ...outcome,
      score,
      strategy: bot.strategy,
      version: bot.versionNumber,
      timeframe: bot.timeframe,
    },
    marketAt: runtime.clocks.market(),
    wallAt: runtime.clocks.wall(),
  };
}

/** An acting plan as the intent of its order. */
export function toIntent(
  runtime: TradingRuntime,
  { bot, plan, snapshot, settings, decidedAt }: Planned,
  slotAt: MarketMs,
): NewOrder {
  const { order } = plan;
  invariant(order, "an acting plan carries an order");
  const leg = order.purpose === "entry" ? entryLeg : exitLeg(order.reasonCode, 1);
  const wallAt = runtime.clocks.wall();
  const marketAt = runtime.clocks.market();
  return {
    ...identityOf(bot, snapshot.rules),
    decisionId: decisionId(bot.botId, slotAt),
    positionId: order.positionId,
    purpose: order.purpose,
    side: order.side,
    type: order.type,
    limitPrice: order.limitPrice,
    postOnly: order.postOnly,
    stopPrice: null,
    ...(order.purpose === "entry" && bot.exits?.stop && { stopRatio: snapshot.entry.stopRatio }),
    reasonCode: order.reasonCode,
    slotAt,
    leg,
    clientOrderId: clientOrderId(bot.botId, slotAt, leg),
    amount: order.amount,
    referencePrice: order.referencePrice,
    reserved: order.reserve,
    deadline: plusMs(wallAt, settings.orderDeadlineMs),
    restUntil: order.restMs === null ? null : plusMs(marketAt, order.restMs),
    validUntil: order.purpose === "entry" ? entryValidUntil(runtime, bot, slotAt, marketAt) : null,
    marketAt,
    wallAt,
    ...(decidedAt !== undefined && { decidedAt }),
  };
}

/** An entry waits for its turn until its candle is over; one that was decided late has a moment at least. */
function entryValidUntil(
  runtime: TradingRuntime,
  bot: TradingBot,
  slotAt: MarketMs,
  now: MarketMs,
): MarketMs {
  const interval = timeframeMs(bot.timeframe as Timeframe);
  return marketMs(Math.max(slotAt + interval, now + overtakenGraceMs(interval, runtime.clockSpeed)));
}

/** Whose order it is and where it goes. */
export const identityOf = (bot: TradingBot, rules: { base: string; quote: string }) => ({
  userId: bot.userId,
  botId: bot.botId,
  versionId: bot.versionId,
  book: bot.book,
  venue: venueOf(bot),
  exchange: bot.exchange,
  symbol: bot.symbol,
  base: rules.base,
  quote: rules.quote,
});
