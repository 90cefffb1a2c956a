import { jobContext } from "@/server/audit/job-context";
import type { TradingBot } from "@/server/bots/core/trading-bot";
import type { VenueOrder } from "@/server/exchange/core/exchange-port";
import type { WallMs } from "@/server/kernel/clock";
import { toDecimal } from "@/server/kernel/money";
import type { WriteTx } from "@/server/platform/db";
import { failpoint } from "@/server/platform/failpoint";
import { listOpenPositions } from "@/server/positions/list-open-positions";
import { getSettings } from "@/server/settings/get-settings";
import { getTradingMode, type TradingModeView } from "@/server/settings/get-trading-mode";
import { createSettingsReader, type SettingsReader } from "@/server/settings/settings-reader";
import { bookEach } from "./book-each";
import { bookTrades, botsOf } from "./book-trades";
import { askCancel, cancelAtVenue } from "./cancel/ask-cancel";
import { changeOrder } from "./change-order";
import { closeStranded } from "./close-stranded";
import { cancelReason } from "./core/cancel-reason";
import { type EndCode, endWords } from "./core/end-code";
import {
  hasNews,
  judgeFound,
  type LookUpStep,
  mayEndUnbooked,
  missCounts,
  stepOfFound,
  stepOfMiss,
} from "./core/judge-look-up";
import { mayCut } from "./core/may-cut";
import { isStop, type Order } from "./core/order";
import { isPast } from "./core/order-end";
import { isWorking } from "./core/order-state";
import type { OrderStep } from "./core/order-step";
import { findEntryLocks } from "./find-entry-locks";
import { eachVenue, endedWithin, inLane } from "./lanes";
import { type LookUp, lookUpOrders } from "./look-up-orders";
import { dropIntents } from "./mark-orders";
import { restsUnseen } from "./resting-stops";
import type { TradingRuntime } from "./runtime";
import {
  findOrders,
  findSentOrders,
  findVenuesAtWork,
  saveDoubt,
  saveLookup,
  saveTrust,
} from "./store/orders";
import { findWorkingExits } from "./store/stops";

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
  inLane(runtime, venue, () => settleNow(runtime, venue));

/** The same for callers that already hold the venue's turn. */
export async function settleNow(
  runtime: TradingRuntime,
  venue: string,
  { allStops = false }: { readonly allStops?: boolean } = {},
): Promise<number> {
  let settled = 0;
  let afterId: string | null = null;
  do {
    const page: readonly Order[] = await findSentOrders(venue, afterId, PAGE);
    const now = runtime.clocks.wall();
    // before its deadline a SENT order belongs to the sender that waits for its answer
    const due = page.filter(
      (order) =>
        (order.status !== "sent" || isPast(order, now, order.deadline)) &&
        (allStops || !restsUnseen(runtime, order)),
    );
    settled += await settleSome(runtime, due);
    afterId = page.length < PAGE ? null : (page.at(-1)?.orderId ?? null);
  } while (afterId !== null);
  if (settled > 0) runtime.changed();
  return settled;
}

/** One order that cannot be settled holds up none of the others. For callers that hold the venue's turn. */
export async function settleSome(runtime: TradingRuntime, due: readonly Order[]): Promise<number> {
  if (due.length === 0) return 0;
  const bots = await botsOf(due);
  const modes = await modesOf(due);
  const entries = due.filter((order) => order.purpose === "entry");
  const settingsOf = createSettingsReader(runtime.clocks.wall);
  const lockOf = await findEntryLocks(entries, runtime.clocks.market(), settingsOf);
  const lookUp = await lookUpOrders(runtime, due);
  let settled = 0;
  for (const order of due) {
    const [bot, mode] = [bots.get(order.botId), modes.get(order.userId)];
    if (!bot || !mode) continue;
    const entryLock = runtime.feedHold?.(order.exchange, order.symbol) ?? lockOf(order);
    try {
      if (await settleOne(runtime, { order, bot, mode, entryLock, lookUp, settingsOf })) settled += 1;
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

type InFlight = {
  readonly order: Order;
  readonly bot: TradingBot;
  readonly mode: TradingModeView;
  /** what bars entries of the order's book by its losses */
  readonly entryLock: EndCode | null;
  readonly lookUp: LookUp;
  /** as they were read for this round */
  readonly settingsOf: SettingsReader;
};

/**
 * Asks what became of one order, books what it traded and ends it when the venue says so. One whose time is over, or an
 * entry that nobody may place any more, is asked back then, knowing what it has bought; it too ends on the venue's word
 * alone. Answers whether anything changed.
 */
async function settleOne(runtime: TradingRuntime, inFlight: InFlight): Promise<boolean> {
  const { order, lookUp } = inFlight;
  // a venue nobody knows is no silent one: it is told
  runtime.portOf(order.venue);
  const first = await hear(runtime, inFlight, order, lookUp);
  const asked = await askBack(runtime, inFlight);
  if (!asked) return first.changed;
  await cancelAtVenue(runtime, asked);
  // two look-ups of one instant that miss it count as one
  if (first.missed) return first.changed;
  const again: LookUp = (one) => runtime.portOf(one.venue).findOrder(one, one.clientOrderId, one.symbol);
  return (await hear(runtime, inFlight, asked, again)).changed || first.changed;
}

/** One question to the venue, and what its answer changes. No answer changes nothing. */
async function hear(
  runtime: TradingRuntime,
  inFlight: InFlight,
  order: Order,
  lookUp: LookUp,
): Promise<{ readonly changed: boolean; readonly missed: boolean }> {
  let found: VenueOrder | null;
  try {
    found = await lookUp(order);
  } catch {
    return { changed: false, missed: false };
  }
  failpoint("look-up.answered");
  // stopped in between and awake again: an old "not there" proves nothing, and another settles now
  if (runtime.leaderToken() === null) return { changed: false, missed: found === null };
  const changed = await (found ? adopt(runtime, order, inFlight, found) : miss(runtime, order));
  return { changed, missed: found === null };
}

/** The order as it is now, if it must be taken back; null when it works on or has ended. */
async function askBack(
  runtime: TradingRuntime,
  { order: seen, bot, mode, entryLock }: InFlight,
): Promise<Order | null> {
  const facts = { marketNow: runtime.clocks.market(), botRuns: bot.status === "running", mode, entryLock };
  const code = cancelReason(seen, facts);
  if (code === null && seen.cancelCode === null) return null;
  const [order] = await findOrders({ orderIds: [seen.orderId] });
  if (!order || !isWorking(order.status)) return null;
  if (code === null) return order;
  return (await mayTakeBack(runtime, order, code)) ? askCancel(runtime, order, code) : null;
}

/** An entry that has bought what no order could sell works on until it can be sold. */
async function mayTakeBack(runtime: TradingRuntime, order: Order, code: EndCode): Promise<boolean> {
  const { botId, userId, exchange, symbol, purpose } = order;
  const rules = runtime.rulesOf(exchange, symbol);
  if (purpose !== "entry" || order.filled.isZero() || !rules) return true;
  const [position] = await listOpenPositions({ botIds: [botId] });
  if (position?.symbol !== symbol) return true;
  const gapRoom = toDecimal((await getSettings(userId)).gapRoom);
  return mayCut(code, { held: position.amount, stopPrice: position.stopPrice, rules, gapRoom });
}

async function adopt(
  runtime: TradingRuntime,
  order: Order,
  inFlight: InFlight,
  found: VenueOrder,
): Promise<boolean> {
  const ctx = jobContext(runtime.clocks, order.userId, "settlement", order.clientOrderId);
  const { booked, isWhole } = await bookNews(runtime, order, inFlight, found);
  const judged = judgeFound(order, found, ctx.wallNow, isWhole);
  const changed = booked > 0;
  if (!judged.moves) return changed;
  await changeOrder(ctx, order.orderId, (tx, locked) =>
    saveLookUpStep(tx, locked, ctx.wallNow, stepOfFound(locked, found, judged)),
  );
  failpoint("end.written");
  const isOver = judged.answer === "over";
  if (isOver) await endCutShort(runtime, order);
  return changed || order.status === "sent" || order.status === "unknown" || isOver;
}

/** What is new of it; a trade that no position takes is told once its order is over, and holds its end up no longer. */
async function bookNews(
  runtime: TradingRuntime,
  order: Order,
  { bot, settingsOf }: InFlight,
  found: VenueOrder,
): Promise<{ readonly booked: number; readonly isWhole: boolean }> {
  if (!hasNews(order, found)) return { booked: 0, isWhole: true };
  // the stop at the exchange has sold: what an exit of ours still waits for is gone
  if (isStop(order)) await dropWaitingExits(runtime, order);
  try {
    return { booked: await bookTrades(runtime, order, { bot, settingsOf }, found), isWhole: true };
  } catch (error) {
    if (!mayEndUnbooked(order, found, runtime.clocks.wall())) throw error;
    return { booked: await bookEach(runtime, order, bot, found), isWhole: false };
  }
}

async function dropWaitingExits(runtime: TradingRuntime, { positionId }: Order): Promise<void> {
  const exits = positionId === null ? [] : await findWorkingExits([positionId]);
  const waiting = exits.filter(({ status }) => status === "intent");
  await dropIntents(
    runtime,
    waiting.map((order) => ({ order, code: "stop_filled", words: endWords.stop_filled })),
  );
}

async function saveLookUpStep(
  tx: WriteTx,
  { orderId }: Order,
  now: WallMs,
  { count, step }: LookUpStep,
): Promise<OrderStep | null> {
  if (count === "doubt") await saveDoubt(tx, orderId, now);
  if (count === "trust") await saveTrust(tx, orderId);
  if (count === "count") await saveLookup(tx, orderId);
  return step;
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
  const ctx = jobContext(runtime.clocks, order.userId, "settlement", order.clientOrderId);
  if (!missCounts(order, ctx.wallNow)) return false;
  const result = await changeOrder(ctx, order.orderId, (tx, locked) =>
    saveLookUpStep(tx, locked, ctx.wallNow, stepOfMiss(locked, order.lookups)),
  );
  return result.ok && result.value.status !== result.value.before.status;
}
