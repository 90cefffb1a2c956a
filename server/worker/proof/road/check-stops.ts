// What must hold of the stops at the exchange, by the venue's own truth.
import { isWorthTelling } from "@/server/execution/core/plan-protection";
import { type Decimal, sumOf } from "@/server/kernel/money";
import { type Books, positionOf, type SimBot } from "./sim-books";
import { heldOf, triesOf } from "./sim-protect";
import { LOT, type SimOrder, type SimVenue } from "./sim-venue";

type Seen = {
  readonly books: Books;
  readonly venue: SimVenue;
  readonly tell: (what: string) => void;
};

/** The stop of a position that grows bit by bit follows it: taken back, heard of by look-ups that lag, placed anew. */
const MOVING_MS = 60_000;

/**
 * PROT: after a while in which nothing failed, every position that an order could sell has a stop at the exchange over all of it,
 * unless it is being sold, by us or by a stop that has just fired and is yet to be heard of, or the exchange would not take
 * one, which was told. None rests for a position that is closed. Answers
 * how many positions had theirs.
 */
export function inLull(seen: Seen): number {
  const { books, tell } = seen;
  const { open, firing } = stopsThere(seen);
  let count = 0;
  for (const bot of books.fleet) {
    const positionId = positionOf(bot);
    const resting = open.get(positionId) ?? [];
    open.delete(positionId);
    if (!firing.has(positionId) && isProtected(seen, bot, resting)) count += 1;
  }
  for (const [positionId] of open) tell(`PROT: a stop rests for ${positionId}, which is closed`);
  return count;
}

/** By position: the stops that rest at the exchange, and which have sold something that the books have yet to hear of. */
function stopsThere({ books, venue }: Seen) {
  const open = new Map<string, SimOrder[]>();
  const firing = new Set<string>();
  for (const order of venue.orders) {
    const ours = books.orders.get(order.clientOrderId);
    if (ours?.type !== "stop") continue;
    const positionId = ours.positionId ?? "";
    if (order.filled.gt(ours.filled)) firing.add(positionId);
    if (order.status === "open") open.set(positionId, [...(open.get(positionId) ?? []), order]);
  }
  return { open, firing };
}

function isProtected({ books, tell }: Seen, bot: SimBot, resting: readonly SimOrder[]): boolean {
  const { botId, position, wantsOut, changedAt } = bot;
  const held = heldOf(books, bot);
  if (!position || !held || wantsOut || held.lt(LOT)) return false;
  const covered: Decimal = sumOf(resting.map(({ amount, filled }) => amount.minus(filled)));
  const isTold = isWorthTelling(triesOf(books, positionOf(bot)));
  if (covered.eq(held) && resting.length === 1) return true;
  const isMoving = books.now() < changedAt + MOVING_MS;
  if (!isTold && !isMoving) tell(`PROT: ${botId} holds ${held}, stops at the exchange cover ${covered}`);
  return false;
}

/** FILL: no bot has sold more than it has bought. */
export function checkSold({ books, venue, tell }: Seen, bot: SimBot): void {
  const traded = (side: "buy" | "sell"): Decimal =>
    sumOf(
      venue.orders.flatMap((order) =>
        order.side === side && books.orders.get(order.clientOrderId)?.botId === bot.botId
          ? [order.filled]
          : [],
      ),
    );
  const [bought, sold] = [traded("buy"), traded("sell")];
  if (sold.gt(bought)) tell(`FILL: ${bot.botId} has bought ${bought} and sold ${sold}`);
}
