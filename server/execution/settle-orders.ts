import { getTradingMode, type TradingModeView } from "@/server/settings/get-trading-mode";
import { botsOf } from "./book-trades";
import type { Order } from "./core/order";
import { isPast } from "./core/order-end";
import { bookKey, findEntryLocks } from "./find-entry-locks";
import { eachVenue, endedWithin, inTurn } from "./lanes";
import { lookUpOrders } from "./look-up-orders";
import type { TradingRuntime } from "./runtime";
import { settleOne } from "./settle-one";
import { findSentOrders, findVenuesAtWork } from "./store";

const PAGE = 500;

/**
 * Asks the venue about every order in flight, books what it traded and ends what the venue says has ended. Orders
 * whose time is over, and entries that nobody may place any more, are asked back; they too end on the venue's word
 * alone, with all they traded booked.
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
  if (due.length === 0) return 0;
  const bots = await botsOf(due);
  const modes = await modesOf(due);
  const entries = due.filter((order) => order.purpose === "entry");
  const locks = await findEntryLocks(entries, runtime.clocks.market());
  const lookUp = await lookUpOrders(runtime, due);
  let settled = 0;
  for (const order of due) {
    const [bot, mode] = [bots.get(order.botId), modes.get(order.userId)];
    if (!bot || !mode) continue;
    const entryLock = locks.get(bookKey(order)) ?? null;
    try {
      if (await settleOne(runtime, { order, bot, mode, entryLock, lookUp })) settled += 1;
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
