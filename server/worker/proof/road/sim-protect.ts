// The stops that rest at the exchange, one step a round for each position, by the plan that trades.
import { countTries } from "@/server/execution/core/count-tries";
import { type EndCode, refusalOf } from "@/server/execution/core/end-code";
import { exitSize } from "@/server/execution/core/exit-size";
import { isStop, type Order } from "@/server/execution/core/order";
import type { StopTries } from "@/server/execution/core/plan-protection";
import { wallMs } from "@/server/kernel/clock";
import { Decimal, ZERO } from "@/server/kernel/money";
import {
  type Books,
  balanceOf,
  isExitOf,
  positionOf,
  type SimBot,
  takeStep,
  wantBack,
  workingOrders,
} from "./sim-books";
import { leave, writeStop } from "./sim-bots";
import { ask, committed, type Task } from "./sim-network";
import { sendIntent } from "./sim-road";
import type { RoadSetup } from "./sim-setup";
import { LOT, MARKET } from "./sim-venue";

const RULES = { tickSize: new Decimal("0.01"), lotSize: LOT, minAmount: LOT, minNotional: ZERO };
/** How far below the position's own stop the one at the exchange lies. */
const WIDTH = new Decimal("0.005");

/** One round over all positions, and over the stops of those that are closed. */
export function* protect(road: RoadSetup): Task {
  for (const bot of road.books.fleet) yield* protectOne(road, bot);
  for (const stop of workingOrders(road.books)) {
    const isOver = road.books.fleet.every((bot) => !bot.position || positionOf(bot) !== stop.positionId);
    if (isStop(stop) && isOver && isSettled(stop)) yield* takeBack(road, stop, "position_closed");
  }
}

function* protectOne(road: RoadSetup, bot: SimBot): Task {
  const { books, conduct, now } = road;
  const positionId = positionOf(bot);
  const atWork = workingOrders(books);
  const stop = atWork.find((order) => isStop(order) && order.positionId === positionId);
  const plan = conduct.plans({
    now: wallMs(now()),
    held: heldOf(books, bot),
    stopPrice: bot.stopPrice,
    resting: restingOf(stop),
    tries: triesOf(books, positionId),
    isLeaving: atWork.some((order) => isExitOf(order, positionId)),
    isPending: stop !== undefined && !isSettled(stop),
    rules: RULES,
    width: WIDTH,
  });
  if (plan.kind === "take back" && stop) yield* takeBack(road, stop, plan.code);
  if (plan.kind === "sell") {
    bot.wantsOut = true;
    leave(books, bot, now());
  }
  if (plan.kind !== "place") return;
  const orderId = writeStop(books, bot, { now: now(), ...plan });
  yield* committed();
  yield* sendIntent(road, orderId);
}

/** What one order may sell of a bot's position; null: it has none. */
export const heldOf = (books: Books, bot: SimBot): Decimal | null =>
  bot.position && exitSize(bot.position.amount, balanceOf(books, "allocated", MARKET.base, bot.botId), LOT);

/** The stops asked for so far for a position, by what became of them. */
export function triesOf({ orders, endCodes, endedAt }: Books, positionId: string): StopTries {
  const own = [...orders.values()].filter((order) => isStop(order) && order.positionId === positionId);
  return countTries(
    own.map(({ orderId, status, cancelCode, filled, amount, triggerPrice, wallAt }) => ({
      status,
      isOurs: cancelCode !== null || !filled.isZero(),
      because: refusalOf(endCodes.get(orderId) ?? ""),
      words: "",
      at: wallMs(endedAt.get(orderId) ?? wallAt),
      amount,
      triggerPrice: triggerPrice ?? ZERO,
    })),
  );
}

function* takeBack({ books, venue }: RoadSetup, stop: Order, code: EndCode): Task {
  if (stop.status === "intent")
    return takeStep(books, stop.orderId, { event: { kind: "expired" }, reason: code });
  wantBack(books, stop, code);
  yield* committed();
  yield* ask(() => venue.cancelOrder(stop.clientOrderId));
}

/** The venue has told what it is, and nobody has asked for it back. */
const isSettled = ({ status, cancelCode }: Order): boolean =>
  (status === "ack" || status === "partial") && cancelCode === null;

const restingOf = (stop: Order | undefined) =>
  stop?.triggerPrice
    ? { amount: stop.amount.minus(stop.filled), triggerPrice: stop.triggerPrice, placedAt: stop.wallAt }
    : null;
