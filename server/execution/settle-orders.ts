import { jobContext } from "@/server/audit/job-context";
import type { TradingBot } from "@/server/bots/core/trading-bot";
import type { VenueOrder } from "@/server/exchange/core/exchange-port";
import { toDecimal } from "@/server/kernel/money";
import { listOpenPositions } from "@/server/positions/list-open-positions";
import { getSettings } from "@/server/settings/get-settings";
import { getTradingMode, type TradingModeView } from "@/server/settings/get-trading-mode";
import { bookTrades, botsOf } from "./book-trades";
import { askCancel, cancelAtVenue } from "./cancel/ask-cancel";
import { changeOrder } from "./change-order";
import { closeStranded } from "./close-stranded";
import { cancelReason } from "./core/cancel-reason";
import type { EndCode } from "./core/end-code";
import type { Order } from "./core/order";
import { DOUBT_MS, describeEnd, isPast, readAnswer } from "./core/order-end";
import { bookKey, findEntryLocks } from "./find-entry-locks";
import { eachVenue, endedWithin, inTurn } from "./lanes";
import type { TradingRuntime } from "./runtime";
import { findSentOrders, findVenuesAtWork, saveDoubt, saveLookup, saveTrust } from "./store";

/** Definitive "not there" answers after the deadline before an order is given up. */
const LOOKUPS_MIN = 2;
const LOOKUP_GAP_MS = 500;
const PAGE = 500;

/**
 * Asks the venue about every order in flight, books what it traded and ends what the venue says has ended. Orders
 * whose time is over, and entries that nobody may place any more, are asked back first; they too end on the venue's
 * word alone, with all they traded booked.
 *
 * An order without an answer is looked up by client id after its deadline; found, it is adopted; twice definitively
 * not there, it expires: an entry is never sent again, an open position asks for a new exit. A failed query is no
 * answer and changes nothing.
 */
export async function settleOrders(runtime: TradingRuntime): Promise<{ settled: number }> {
  const counts = await eachVenue(await findVenuesAtWork(), (venue) => settleVenue(runtime, venue));
  return { settled: counts.reduce((sum, count) => sum + count, 0) };
}

/** The same for the many: waits no longer than `mostMs` (wall clock) for the slowest venue, which goes on by itself. */
export async function settleWithin(runtime: TradingRuntime, mostMs: number): Promise<{ settled: number }> {
  const venues = await findVenuesAtWork();
  const { done } = await endedWithin(
    venues.map((venue) => settleVenue(runtime, venue)),
    mostMs,
  );
  return { settled: done.reduce((sum, count) => sum + count, 0) };
}

/** The venues that may know of orders which have not ended. */
export const listVenuesAtWork = (): Promise<readonly string[]> => findVenuesAtWork();

/** The same for one venue; no other waits for it. */
export const settleVenue = (runtime: TradingRuntime, venue: string): Promise<number> =>
  inTurn(runtime, venue, () => settleNow(runtime, venue));

/** The same for callers that already hold the venue's turn. */
export async function settleNow(runtime: TradingRuntime, venue: string): Promise<number> {
  let settled = 0;
  let afterId: string | null = null;
  do {
    const page: readonly Order[] = await findSentOrders(venue, afterId, PAGE);
    const now = runtime.clocks.wall();
    // before its deadline a SENT order belongs to the sender that waits for its answer
    const due = page.filter((order) => order.status !== "sent" || isPast(order, now, order.deadline));
    settled += await settlePage(runtime, due);
    afterId = page.length < PAGE ? null : (page.at(-1)?.orderId ?? null);
  } while (afterId !== null);
  if (settled > 0) runtime.changed();
  return settled;
}

/** One order that cannot be settled holds up none of the others. */
async function settlePage(runtime: TradingRuntime, due: readonly Order[]): Promise<number> {
  const bots = await botsOf(due);
  const modes = await modesOf(due);
  const entries = due.filter((order) => order.purpose === "entry");
  const bars = await findEntryLocks(entries, runtime.clocks.market());
  let settled = 0;
  for (const order of due) {
    const [bot, mode] = [bots.get(order.botId), modes.get(order.userId)];
    const bookBar = bars.get(bookKey(order)) ?? null;
    try {
      if (bot && mode && (await settleOne(runtime, order, bot, { mode, bookBar }))) settled += 1;
    } catch (error) {
      runtime.failed("settling an order", order.orderId, error);
    }
  }
  return settled;
}

async function modesOf(orders: readonly Order[]): Promise<ReadonlyMap<string, TradingModeView>> {
  const userIds = [...new Set(orders.map((order) => order.userId))];
  return new Map(await Promise.all(userIds.map(async (id) => [id, await getTradingMode(id)] as const)));
}

async function settleOne(
  runtime: TradingRuntime,
  seen: Order,
  bot: TradingBot,
  owner: { readonly mode: TradingModeView; readonly bookBar: EndCode | null },
): Promise<boolean> {
  const facts = { marketNow: runtime.clocks.market(), botRuns: bot.status === "running", ...owner };
  const code = cancelReason(seen, facts);
  const order = code ? await askCancel(runtime, seen, code) : seen;
  // a venue nobody knows is no silent one: it is told
  const port = runtime.portOf(order.venue);
  if (order.cancelCode !== null) await cancelAtVenue(runtime, order);
  let found: VenueOrder | null;
  try {
    found = await port.findOrder(order, order.clientOrderId);
  } catch {
    return false;
  }
  // stopped in between and awake again: an old "not there" proves nothing, and another settles now
  if (runtime.leaderToken() === null) return false;
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
  const answer = readAnswer(found, order, ctx.wallNow);
  const isNew = order.status === "sent" || order.status === "unknown";
  const isSure = answer === "works" && found.status === "open" && order.lookups > 0;
  if (answer === "works" && !isNew && !isSure) return changed;
  await changeOrder(ctx, order.orderId, async (tx, locked) => {
    const extra = { venueOrderId: found.venueOrderId };
    if (answer === "over") {
      const { code, words } = describeEnd(found, locked);
      return { event: { kind: "cancelled" }, reason: words, extra: { ...extra, endCode: code } };
    }
    if (answer === "doubtful" && locked.lookups === 0) await saveDoubt(tx, order.orderId, ctx.wallNow);
    if (isSure) await saveTrust(tx, order.orderId);
    if (locked.status !== "sent" && locked.status !== "unknown") return null;
    return { event: { kind: "acknowledged" }, reason: "found at the venue by client id", extra };
  });
  if (answer === "over") await endCutShort(runtime, order);
  return changed || isNew || answer === "over";
}

/** An entry that ended before it was filled may leave less than its stop could sell, or a gap beyond it. */
async function endCutShort(runtime: TradingRuntime, { userId, botId, purpose }: Order): Promise<void> {
  if (purpose !== "entry") return;
  const [position] = await listOpenPositions({ botIds: [botId] });
  const tick = position && runtime.lastTick(position.exchange, position.symbol);
  // written down; the settlement loop sends it
  if (!position || !tick) return;
  const { gapRoom } = await getSettings(userId);
  await closeStranded(runtime, position, tick.last, toDecimal(gapRoom));
}

async function miss(runtime: TradingRuntime, order: Order): Promise<boolean> {
  const now = runtime.clocks.wall();
  // an order the venue has acknowledged exists: a look-up that misses it lags behind, and is doubted from the first on
  const isKnown = order.venueOrderId !== null;
  const doubtMs = isKnown && order.lookups > 0 ? DOUBT_MS : 0;
  if (!isPast(order, now, order.deadline + doubtMs + LOOKUP_GAP_MS * order.lookups)) return false;
  const ctx = jobContext(runtime.clocks, order.userId, "settlement", order.clientOrderId);
  const result = await changeOrder(ctx, order.orderId, async (tx, locked) => {
    // another look-up counted first: two at one instant are one
    if (locked.lookups !== order.lookups) return null;
    if (isKnown && locked.lookups === 0) {
      await saveDoubt(tx, locked.orderId, now);
      return null;
    }
    const lookups = await saveLookup(tx, locked.orderId);
    if (lookups < LOOKUPS_MIN)
      return locked.status === "sent"
        ? { event: { kind: "unanswered" }, reason: "no answer by the deadline" }
        : null;
    const extra = locked.cancelCode === null ? {} : { extra: { endCode: locked.cancelCode } };
    return { event: { kind: "expired" }, reason: "twice not found at the venue", ...extra };
  });
  return result.ok && result.value.status !== result.value.before.status;
}
