import type { TradingBot } from "@/server/bots/core/trading-bot";
import { listTradingBots } from "@/server/bots/list-trading-bots";
import type { VenueOrder } from "@/server/exchange/core/exchange-port";
import { toText } from "@/server/kernel/money";
import { getSettings } from "@/server/settings/get-settings";
import { bookFill } from "./book-fill";
import { changeOrder } from "./change-order";
import type { Order } from "./core/order";
import { jobContext } from "./job-context";
import { type TradingRuntime, tradingRuntime } from "./runtime";
import { serially } from "./serial";
import { findBookedTradeIds, findOrders, saveLookup } from "./store";

/** Definitive "not there" answers after the deadline before an order is given up. */
const LOOKUPS_MIN = 2;
const LOOKUP_GAP_MS = 500;

/**
 * Asks the venue about every order in flight, books what it traded and ends what the venue says has ended.
 *
 * An order without an answer is looked up by client id after its deadline; found, it is adopted; twice definitively
 * not there, it expires: an entry is never sent again, an open position asks for a new exit. A failed query is no
 * answer and changes nothing.
 */
export function settleOrders(): Promise<{ settled: number }> {
  return serially(settleNow);
}

/** The same for callers that already hold the turn. */
export async function settleNow(): Promise<{ settled: number }> {
  const runtime = tradingRuntime();
  const working = await findOrders({ statuses: ["sent", "unknown", "ack", "partial"] });
  const now = runtime.clocks.wall();
  // before its deadline a SENT order belongs to the sender that waits for its answer
  const due = working.filter((order) => order.status !== "sent" || now > order.deadline);
  if (due.length === 0) return { settled: 0 };
  const bots = await botsOf(due);
  let settled = 0;
  for (const order of due) {
    const bot = bots.get(order.botId);
    if (bot && (await settleOne(runtime, order, bot))) settled += 1;
  }
  if (settled > 0) runtime.changed();
  return { settled };
}

async function botsOf(orders: readonly Order[]): Promise<ReadonlyMap<string, TradingBot>> {
  const botIds = [...new Set(orders.map((order) => order.botId))];
  const bots = await listTradingBots({ botIds, limit: botIds.length });
  return new Map(bots.map((bot) => [bot.botId, bot]));
}

async function settleOne(runtime: TradingRuntime, order: Order, bot: TradingBot): Promise<boolean> {
  let found: VenueOrder | null;
  try {
    found = await runtime.portOf(order.venue).findOrder(order, order.clientOrderId);
  } catch {
    return false;
  }
  return found ? adopt(runtime, order, bot, found) : miss(runtime, order);
}

async function adopt(
  runtime: TradingRuntime,
  order: Order,
  bot: TradingBot,
  found: VenueOrder,
): Promise<boolean> {
  const settings = await getSettings(order.userId);
  const booked = await findBookedTradeIds(order.orderId);
  let changed = false;
  for (const trade of found.trades) {
    if (!booked.has(trade.venueTradeId))
      changed = (await bookFill(runtime, { order, bot, settings, trade })) || changed;
  }
  const ctx = jobContext(runtime.clocks, order.userId, "settlement", order.clientOrderId);
  const needsStep = found.status === "canceled" || order.status === "sent" || order.status === "unknown";
  if (!needsStep) return changed;
  await changeOrder(ctx, order.orderId, async (_tx, locked) => {
    const extra = { venueOrderId: found.venueOrderId };
    if (found.status === "canceled")
      return { happening: { kind: "cancelled" }, reason: cancelWords(locked), extra };
    if (locked.status !== "sent" && locked.status !== "unknown") return null;
    return { happening: { kind: "acknowledged" }, reason: "found at the venue by client id", extra };
  });
  return true;
}

const cancelWords = (order: Order): string =>
  order.filled.isZero() ? "cancelled by the venue" : `cancelled by the venue after ${toText(order.filled)}`;

async function miss(runtime: TradingRuntime, order: Order): Promise<boolean> {
  const now = runtime.clocks.wall();
  if (now < order.deadline + LOOKUP_GAP_MS * order.lookups) return false;
  const ctx = jobContext(runtime.clocks, order.userId, "settlement", order.clientOrderId);
  const result = await changeOrder(ctx, order.orderId, async (tx, locked) => {
    const lookups = await saveLookup(tx, locked.orderId);
    if (lookups < LOOKUPS_MIN)
      return locked.status === "sent"
        ? { happening: { kind: "unanswered" }, reason: "no answer by the deadline" }
        : null;
    return { happening: { kind: "expired" }, reason: "twice not found at the venue" };
  });
  return result.ok && result.value.status !== result.value.before.status;
}
