import type { TradingBot } from "@/server/bots/core/trading-bot";
import { listTradingBots } from "@/server/bots/list-trading-bots";
import type { VenueOrder } from "@/server/exchange/core/exchange-port";
import type { WallMs } from "@/server/kernel/clock";
import { toText } from "@/server/kernel/money";
import { getSettings } from "@/server/settings/get-settings";
import { bookFill } from "./book-fill";
import { changeOrder } from "./change-order";
import type { Order } from "./core/order";
import { jobContext } from "./job-context";
import { type TradingRuntime, tradingRuntime } from "./runtime";
import { serially } from "./serial";
import { findBookedTradeIds, findSentOrders, saveLookup } from "./store";

/** Definitive "not there" answers after the deadline before an order is given up. */
const LOOKUPS_MIN = 2;
const LOOKUP_GAP_MS = 500;
/** How long the venue's look-up may miss an order that the venue has acknowledged before it counts as gone. */
const ACKNOWLEDGED_GRACE_MS = 60_000;
const PAGE = 500;

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
  let settled = 0;
  let afterId: string | null = null;
  do {
    const page: readonly Order[] = await findSentOrders(afterId, PAGE);
    const now = runtime.clocks.wall();
    // before its deadline a SENT order belongs to the sender that waits for its answer
    const due = page.filter((order) => order.status !== "sent" || isPast(order, now, order.deadline));
    settled += await settlePage(runtime, due);
    afterId = page.length < PAGE ? null : (page.at(-1)?.orderId ?? null);
  } while (afterId !== null);
  if (settled > 0) runtime.changed();
  return { settled };
}

/** One order that cannot be settled holds up none of the others. */
async function settlePage(runtime: TradingRuntime, due: readonly Order[]): Promise<number> {
  const bots = due.length > 0 ? await botsOf(due) : new Map<string, TradingBot>();
  let settled = 0;
  for (const order of due) {
    const bot = bots.get(order.botId);
    try {
      if (bot && (await settleOne(runtime, order, bot))) settled += 1;
    } catch (error) {
      runtime.failed("settling an order", order.orderId, error);
    }
  }
  return settled;
}

/** The bots of some orders, deleted ones too. */
export async function botsOf(orders: readonly Order[]): Promise<ReadonlyMap<string, TradingBot>> {
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
  const changed = (await bookTrades(runtime, order, bot, found)) > 0;
  const ctx = jobContext(runtime.clocks, order.userId, "settlement", order.clientOrderId);
  const isOver = hasEnded(found, order, ctx.wallNow);
  if (!isOver && order.status !== "sent" && order.status !== "unknown") return changed;
  await changeOrder(ctx, order.orderId, async (_tx, locked) => {
    const extra = { venueOrderId: found.venueOrderId };
    if (isOver) return { happening: { kind: "cancelled" }, reason: cancelWords(locked), extra };
    if (locked.status !== "sent" && locked.status !== "unknown") return null;
    return { happening: { kind: "acknowledged" }, reason: "found at the venue by client id", extra };
  });
  return true;
}

/**
 * Whether the venue works on the order no longer. One that it calls closed although its trades do not add up may still
 * get them late: it is given time, and after that what is missing is looked for as a late arrival.
 */
function hasEnded(found: VenueOrder, order: Order, now: WallMs): boolean {
  if (found.status === "canceled") return true;
  return found.status === "closed" && isPast(order, now, order.deadline + ACKNOWLEDGED_GRACE_MS);
}

/** Whether that instant is over; a clock that was set back behind the order's own time tells nothing, so it is. */
const isPast = (order: Order, now: WallMs, instant: number): boolean => now > instant || now < order.wallAt;

/** Books what the venue traded for an order and is not booked yet; answers how many trades were new. */
export async function bookTrades(
  runtime: TradingRuntime,
  order: Order,
  bot: TradingBot,
  found: VenueOrder,
): Promise<number> {
  const settings = await getSettings(order.userId);
  const booked = await findBookedTradeIds(order.orderId);
  let count = 0;
  for (const trade of found.trades) {
    if (!booked.has(trade.venueTradeId) && (await bookFill(runtime, { order, bot, settings, trade })))
      count += 1;
  }
  return count;
}

const cancelWords = (order: Order): string =>
  order.filled.isZero() ? "cancelled by the venue" : `cancelled by the venue after ${toText(order.filled)}`;

async function miss(runtime: TradingRuntime, order: Order): Promise<boolean> {
  const now = runtime.clocks.wall();
  // an order the venue has acknowledged exists: a look-up that misses it lags behind
  const graceMs = order.venueOrderId === null ? 0 : ACKNOWLEDGED_GRACE_MS;
  if (!isPast(order, now, order.deadline + graceMs + LOOKUP_GAP_MS * order.lookups)) return false;
  const ctx = jobContext(runtime.clocks, order.userId, "settlement", order.clientOrderId);
  const result = await changeOrder(ctx, order.orderId, async (tx, locked) => {
    // another look-up counted first: two at one instant are one
    if (locked.lookups !== order.lookups) return null;
    const lookups = await saveLookup(tx, locked.orderId);
    if (lookups < LOOKUPS_MIN)
      return locked.status === "sent"
        ? { happening: { kind: "unanswered" }, reason: "no answer by the deadline" }
        : null;
    return { happening: { kind: "expired" }, reason: "twice not found at the venue" };
  });
  return result.ok && result.value.status !== result.value.before.status;
}
