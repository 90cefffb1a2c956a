import { createHash } from "node:crypto";
import { commit } from "@/server/audit/commit";
import type { TradingBot } from "@/server/bots/core/trading-bot";
import { paperVenue } from "@/server/exchange/core/venue-name";
import { type MarketMs, plusMs } from "@/server/kernel/clock";
import { invariant } from "@/server/kernel/result";
import { isUniqueViolation } from "@/server/platform/is-unique-violation";
import { postReservation } from "@/server/portfolio/ledger/post-reservation";
import { clientOrderSeed, entryLeg, exitLeg } from "./core/client-order-id";
import type { NewOrder } from "./core/order";
import { type DecisionPlan, planToJson } from "./core/plan-decision";
import { snapshotToJson } from "./core/snapshot-json";
import { jobContext } from "./job-context";
import type { BotSnapshot } from "./load-snapshots";
import type { TradingRuntime } from "./runtime";
import { type NewDecision, saveDecision, saveIntent, saveSkips } from "./store";

export type Planned = BotSnapshot & { readonly plan: DecisionPlan };

/** Digest used as client order id: at most 36 characters, which every venue takes. */
export const clientOrderId = (botId: string, slotAt: number, leg: string): string =>
  `amk-${createHash("sha256")
    .update(clientOrderSeed(botId, slotAt, leg))
    .digest("hex")
    .slice(0, 30)}`;

/**
 * Writes one acting decision: its record, the order intent and the reservation of what it may spend, all or nothing.
 * Answers the order's id, or null when this slot had been decided or an order was already in flight.
 */
export async function writeActing(
  runtime: TradingRuntime,
  planned: Planned,
  slotAt: MarketMs,
): Promise<string | null> {
  const { bot, plan } = planned;
  const ctx = jobContext(runtime.clocks, bot.userId, "trading-cycle", `${bot.botId}:${slotAt}`);
  const record = toRecord(runtime, planned, slotAt);
  const order = toIntent(runtime, planned, slotAt);
  try {
    const written = await commit(ctx, {
      action: `decision.${plan.action}`,
      subject: bot.botId,
      reason: plan.reasonCode,
      detail: {
        slotAt: new Date(slotAt).toISOString(),
        clientOrderId: order.clientOrderId,
        amount: order.amount.toFixed(),
      },
      events: ({ decisionId }: { decisionId: string }) => [
        {
          name: "decision/acted",
          data: {
            decisionId,
            botId: bot.botId,
            botName: bot.name,
            action: plan.action,
            reasonCode: plan.reasonCode,
            symbol: bot.symbol,
          },
        },
      ],
      write: async (tx) => {
        const decisionId = await saveDecision(tx, record);
        const orderId = await saveIntent(tx, { ...order, decisionId });
        await postReservation(tx, ctx, { ...order, orderId, amount: order.reserved });
        return { decisionId, orderId };
      },
    });
    return written.ok ? written.value.orderId : null;
  } catch (error) {
    if (isUniqueViolation(error)) return null;
    throw error;
  }
}

/** Writes the records of a batch of skips of one user and book in one transaction. */
export async function writeSkips(
  runtime: TradingRuntime,
  skipped: readonly Planned[],
  slotAt: MarketMs,
  summary: { acted: number; durationMs: number; timeframe: string },
): Promise<void> {
  const userId = skipped[0]?.bot.userId;
  if (!userId) return;
  const ctx = jobContext(runtime.clocks, userId, "trading-cycle", `${summary.timeframe}:${slotAt}`);
  const slot = new Date(slotAt).toISOString();
  const { acted, durationMs } = summary;
  await commit(ctx, {
    action: "cycle.completed",
    subject: `cycle:${summary.timeframe}:${slot}`,
    reason: `${acted} acted, ${skipped.length} skipped`,
    detail: { slotAt: slot, timeframe: summary.timeframe, acted, skipped: skipped.length },
    events: [{ name: "cycle/completed", data: { slotAt: slot, acted, skipped: skipped.length, durationMs } }],
    write: (tx) =>
      saveSkips(
        tx,
        skipped.map((planned) => toRecord(runtime, planned, slotAt)),
      ),
    unchanged: (written) => written === 0,
  });
}

function toRecord(
  runtime: TradingRuntime,
  { bot, plan, snapshot, window }: Planned,
  slotAt: MarketMs,
): NewDecision {
  const { score, ...outcome } = planToJson(plan);
  return {
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

function toIntent(
  runtime: TradingRuntime,
  { bot, plan, snapshot, settings }: Planned,
  slotAt: MarketMs,
): NewOrder {
  const { order } = plan;
  invariant(order, "an acting plan carries an order");
  const leg = order.purpose === "entry" ? entryLeg : exitLeg(order.reasonCode, 1);
  const wallAt = runtime.clocks.wall();
  return {
    ...identityOf(bot, snapshot.rules),
    decisionId: null,
    positionId: order.positionId,
    purpose: order.purpose,
    side: order.side,
    reasonCode: order.reasonCode,
    slotAt,
    leg,
    clientOrderId: clientOrderId(bot.botId, slotAt, leg),
    amount: order.amount,
    referencePrice: order.referencePrice,
    reserved: order.reserve,
    deadline: plusMs(wallAt, settings.orderDeadlineMs),
    marketAt: runtime.clocks.market(),
    wallAt,
  };
}

/** Whose order it is and where it goes. */
export const identityOf = (bot: TradingBot, rules: { base: string; quote: string }) => ({
  userId: bot.userId,
  botId: bot.botId,
  versionId: bot.versionId,
  book: bot.book,
  venue: bot.book === "live" ? bot.exchange : paperVenue(bot.exchange),
  exchange: bot.exchange,
  symbol: bot.symbol,
  base: rules.base,
  quote: rules.quote,
});
