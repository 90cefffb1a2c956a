// The road in a process of its own: it sends, settles, looks for late orders and compares as server/execution does, by the
// same deciding functions. What stands between two commits or calls may be the last that this process does.
import type { VenueOrder } from "@/server/exchange/core/exchange-port";
import { cancelReason, entryObstacle } from "@/server/execution/core/cancel-reason";
import { compareBalances, foreignOrders, foreignTrades } from "@/server/execution/core/compare-account";
import {
  hasNews,
  judgeFound,
  type LookUpStep,
  mayEndUnbooked,
  missCounts,
  stepOfFound,
  stepOfMiss,
} from "@/server/execution/core/judge-look-up";
import { isStop, type Order } from "@/server/execution/core/order";
import { isPast } from "@/server/execution/core/order-end";
import { isWorking } from "@/server/execution/core/order-state";
import type { OrderStep } from "@/server/execution/core/order-step";
import { type Lists, movedOf, toldOf } from "@/server/execution/core/read-lists";
import { answerCounts, stepOfAnswer, stepOfNoAnswer } from "@/server/execution/core/read-place-answer";
import { marketMs, wallMs } from "@/server/kernel/clock";
import {
  type Books,
  bookTrade,
  heldAtVenue,
  isExitOf,
  learnId,
  takeStep,
  wantBack,
  workingOrders,
} from "./sim-books";
import { ask, committed, type Heard, lost, type Part, type Task } from "./sim-network";
import type { RoadSetup } from "./sim-setup";
import { makeWay, restsUnseen, wayOf } from "./sim-stops";

export const DEADLINE_MS = 5_000;
export const WATCHED_MS = 10 * 60_000;

export const modeFacts = (mode: RoadSetup["mode"]) => ({
  botRuns: true,
  mode: { paper: true, live: true, entriesStopped: false, halted: mode.halted },
  entryLock: null,
});

function step({ books, ended }: RoadSetup, orderId: string, taken: OrderStep): void {
  const before = books.orders.get(orderId);
  takeStep(books, orderId, taken);
  const after = books.orders.get(orderId);
  if (before && after && isWorking(before.status) && !isWorking(after.status)) ended(before, after);
}

/** An intent goes out once, if it still may. */
export function* sendIntent(road: RoadSetup, orderId: string): Task {
  const { books, now, mode, gate } = road;
  const order = books.orders.get(orderId);
  if (order?.status !== "intent") return;
  const isTooLate = order.validUntil !== null && now() > order.validUntil;
  const mayGo = gate().isOpen && !isTooLate && entryObstacle(order.book, modeFacts(mode)) === null;
  if (order.purpose === "entry" && !mayGo)
    return step(road, orderId, { event: { kind: "expired" }, reason: "not sent" });
  if (order.purpose === "exit" && !isStop(order)) yield* makeWay(road, order);
  const way = wayOf(road, order);
  if (way === "wait" || books.orders.get(orderId)?.status !== "intent") return;
  if (way !== "free") return step(road, orderId, { event: { kind: "expired" }, reason: way });
  const deadline = wallMs(now() + DEADLINE_MS);
  step(road, orderId, { event: { kind: "sent" }, reason: "sent", extra: { deadline } });
  road.leaves(order);
  yield* committed();
  yield* place(road, { ...order, deadline });
}

function* place(road: RoadSetup, order: Order): Task {
  const { books, venue, conduct, now } = road;
  const { orderId } = order;
  const heard = yield* ask(() => venue.createOrder(order));
  const answer = heard.answered ? stepOfAnswer(heard.value) : stepOfNoAnswer(lost());
  if (answerCounts(books.orders.get(orderId)?.status, answer.event)) step(road, orderId, answer);
  yield* committed();
  if (!heard.answered && conduct.resends)
    yield* place(road, { ...order, deadline: wallMs(now() + DEADLINE_MS) });
}

/** Asks what became of every order in flight. */
export function* settle(road: RoadSetup, allStops = false): Task {
  const now = wallMs(road.now());
  const due = workingOrders(road.books).filter(
    (order) =>
      order.status !== "intent" &&
      (order.status !== "sent" || isPast(order, now, order.deadline)) &&
      (allStops || !restsUnseen(road, order)),
  );
  const lists = due.length > 1 ? yield* listAll(road, due) : "not asked";
  for (const order of due) yield* settleOne(road, order, lists);
}

type Listed = Lists | "not asked" | "failed";

function* listAll({ venue }: RoadSetup, orders: readonly Order[]): Part<Listed> {
  const listed = yield* ask(venue.listOpenOrders);
  if (!listed.answered) return "failed";
  const open = new Map(listed.value.map((order) => [order.clientOrderId, order]));
  if (movedOf(orders, open).length === 0) return { open, trades: new Map() };
  const trades = yield* ask(venue.listTrades);
  if (!trades.answered) return "failed";
  return { open, trades: Map.groupBy(trades.value, ({ venueOrderId }) => venueOrderId) };
}

function* settleOne(road: RoadSetup, order: Order, lists: Listed): Task {
  const { books, venue } = road;
  const missed = yield* hear(road, order, yield* lookUp(road, order, lists));
  const asked = askBack(road, order);
  if (!asked) return;
  yield* committed();
  yield* ask(() => venue.cancelOrder(asked.clientOrderId));
  const after = books.orders.get(order.orderId);
  if (!missed && after) yield* hear(road, after, yield* lookUp(road, after, "not asked"));
}

function* lookUp({ venue }: RoadSetup, order: Order, lists: Listed): Part<Heard<VenueOrder | null>> {
  if (lists === "failed") return { answered: false };
  const told = lists === "not asked" ? undefined : toldOf(order, lists);
  return told ? { answered: true, value: told } : yield* ask(() => venue.findOrder(order.clientOrderId));
}

/** The order, its cancel written down, if it must be taken back. */
function askBack({ books, mode, now }: RoadSetup, { orderId }: Order): Order | null {
  const order = books.orders.get(orderId);
  if (!order || !isWorking(order.status)) return null;
  const code = cancelReason(order, { marketNow: marketMs(now()), ...modeFacts(mode) });
  if (code !== null) wantBack(books, order, code);
  return code === null && order.cancelCode === null ? null : order;
}

/** One answer, and what it changes; answers whether it was a "not there". */
function* hear(road: RoadSetup, order: Order, heard: Heard<VenueOrder | null>): Part<boolean> {
  const found = road.conduct.hears(heard);
  if (found === undefined) return false;
  const now = wallMs(road.now());
  if (found === null) {
    if (missCounts(order, now)) takeLookUpStep(road, order, (locked) => stepOfMiss(locked, order.lookups));
    return true;
  }
  const refused = hasNews(order, found) ? yield* bookNews(road, order, found) : [];
  // one that cannot be booked leaves the order as it is for a while, and is tried again
  if (refused.length > 0 && !mayEndUnbooked(order, found, now)) return false;
  for (const id of refused) road.journal.unbooked.add(id);
  const judged = judgeFound(order, found, now, refused.length === 0);
  if (judged.moves) takeLookUpStep(road, order, (locked) => stepOfFound(locked, found, judged));
  return false;
}

/** Answers the trades that could not be booked. */
function* bookNews(road: RoadSetup, order: Order, found: VenueOrder): Part<readonly string[]> {
  // the stop at the exchange has sold: what an exit of ours still waits for is gone
  const waiting = isStop(order) ? exitsBeside(road.books, order) : [];
  for (const { orderId, status } of waiting)
    if (status === "intent") step(road, orderId, { event: { kind: "expired" }, reason: "stop_filled" });
  return (yield* bookAll(road, order, found)).refused;
}

const exitsBeside = (books: Books, { positionId }: Order): readonly Order[] =>
  workingOrders(books).filter((order) => positionId !== null && isExitOf(order, positionId));

function takeLookUpStep(road: RoadSetup, { orderId }: Order, decide: (locked: Order) => LookUpStep): void {
  const { orders } = road.books;
  const locked = orders.get(orderId);
  if (!locked || !isWorking(locked.status)) return;
  const { count, step: taken } = decide(locked);
  if (count === "doubt") orders.set(orderId, { ...locked, lookups: 1, deadline: wallMs(road.now()) });
  if (count === "trust") orders.set(orderId, { ...locked, lookups: 0 });
  if (count === "count") orders.set(orderId, { ...locked, lookups: locked.lookups + 1 });
  if (taken) step(road, orderId, taken);
}

/** Each trade in a commit of its own. */
function* bookAll(
  { books, ended }: RoadSetup,
  { orderId }: Order,
  { trades, venueOrderId }: VenueOrder,
): Part<{ readonly refused: readonly string[] }> {
  const refused: string[] = [];
  for (const trade of trades) {
    const before = books.orders.get(orderId);
    try {
      bookTrade(books, orderId, trade, venueOrderId);
    } catch {
      refused.push(trade.venueTradeId);
    }
    const after = books.orders.get(orderId);
    if (before && after && isWorking(before.status) && !isWorking(after.status)) ended(before, after);
    yield* committed();
  }
  return { refused };
}

/** Looks once more for orders that were sent and ended short: what they trade is booked, what rests is taken back. */
export function* lookForLate(road: RoadSetup): Task {
  const { books, venue, journal } = road;
  const since = road.now() - WATCHED_MS;
  const ended = [...books.orders.values()].filter(
    ({ orderId, status }) => isShort(status) && (books.endedAt.get(orderId) ?? 0) >= since,
  );
  for (const order of ended) {
    if (!books.sent.has(order.orderId)) continue;
    let heard = yield* ask(() => venue.findOrder(order.clientOrderId));
    if (heard.answered && heard.value?.status === "open") {
      yield* ask(() => venue.cancelOrder(order.clientOrderId));
      heard = yield* ask(() => venue.findOrder(order.clientOrderId));
    }
    if (!heard.answered || !heard.value) continue;
    learnId(books, order.orderId, heard.value.venueOrderId);
    for (const id of (yield* bookAll(road, order, heard.value)).refused) journal.unbooked.add(id);
  }
}

const isShort = (status: Order["status"]): boolean => status === "cancelled" || status === "expired";

/** Settles, then compares: what nobody here wrote is told, and what the balances differ by. Opens the gate for entries. */
export function* compare(road: RoadSetup): Task {
  const { books, venue, journal, gate } = road;
  yield* settle(road, true);
  const open = yield* ask(venue.listOpenOrders);
  const trades = yield* ask(venue.listTrades);
  const balances = yield* ask(venue.listBalances);
  if (!open.answered || !trades.answered || !balances.answered) return;
  const ours = [...books.orders.values()];
  const known = new Set(ours.map(({ clientOrderId }) => clientOrderId));
  for (const order of foreignOrders(open.value, known)) journal.externalOrders.add(order.venueOrderId);
  const since = road.now() - WATCHED_MS;
  const inReach = ours.filter(
    ({ orderId, status, venueOrderId }) =>
      venueOrderId !== null || isWorking(status) || (books.endedAt.get(orderId) ?? 0) >= since,
  );
  for (const trade of foreignTrades(trades.value, inReach, marketMs(road.now())))
    journal.externalTrades.add(trade.venueTradeId);
  const lines = compareBalances(heldAtVenue(books), balances.value);
  journal.differences = new Map(lines.map(({ asset, difference }) => [asset, difference]));
  gate().isOpen = true;
}
