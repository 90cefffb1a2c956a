// The invariants that a run is held against, by the venue's own truth.
import { isStop, type Order } from "@/server/execution/core/order";
import { isWorking } from "@/server/execution/core/order-state";
import { type Decimal, sumOf, ZERO } from "@/server/kernel/money";
import { checkSold } from "./check-stops";
import { type Books, balanceOf, fillsOf, heldAtVenue, positionOf, type SimBot } from "./sim-books";
import type { Journal } from "./sim-setup";
import { LOT, MARKET, type SimOrder, type SimVenue } from "./sim-venue";

/** What the account's owner did by hand. */
export type ByHand = { acts: number };

type Tell = (what: string) => void;

/** KILL: after a halt no entry leaves. */
export function onLeaving(order: Order, mode: { readonly halted: boolean }, tell: Tell): void {
  if (order.purpose === "entry" && mode.halted) tell(`KILL: entry ${order.orderId} left after the halt`);
}

/** ONE: no order of ours is at the venue twice; asked whenever one was taken in. */
export function onTaken({ orders, ordersOf }: SimVenue, tell: Tell): void {
  const { clientOrderId } = orders.at(-1) ?? { clientOrderId: "" };
  const there = ordersOf(clientOrderId).length;
  if (there > 1) tell(`ONE: ${clientOrderId} is at the venue ${there} times`);
}

type Ending = {
  readonly before: Order;
  readonly ended: Order;
  readonly venue: SimVenue;
  readonly books: Books;
  readonly tell: Tell;
};

/** FSM: an order that was sent ends on the venue's own proof. */
export function onEnd({ before, ended, venue, books, tell }: Ending): void {
  if (!books.sent.has(ended.orderId)) return;
  const [there] = venue.ordersOf(ended.clientOrderId);
  const { orderId, status } = ended;
  if (status === "filled" && !there?.filled.eq(ended.amount))
    tell(`FSM: ${orderId} is called filled, the venue has ${there?.filled}`);
  if (status === "cancelled" && there?.status === "open")
    tell(`FSM: ${orderId} is called cancelled and is open`);
  if (status === "rejected" && there?.inTime) tell(`FSM: ${orderId} is called rejected and was taken in`);
  // one that came after its deadline is watched for; one that came in time was there to be found
  if (status === "expired" && there?.inTime)
    tell(`FSM: ${orderId} is given up from ${before.status} and was taken in`);
}

type End = {
  readonly books: Books;
  readonly venue: SimVenue;
  readonly journal: Journal;
  readonly byHand: ByHand;
  readonly tell: Tell;
};

/** When everything is calm again: nothing is doubled, lost, unresolved or unexplained. */
export function atEnd(end: End): void {
  const { books, venue } = end;
  for (const order of books.orders.values()) checkOrder(end, order);
  for (const bot of books.fleet) checkBot(end, bot);
  for (const order of venue.orders) {
    const ours = books.orders.get(order.clientOrderId);
    if (ours) checkOurTrades(end, ours, order);
    else checkByHand(end, order);
  }
  for (const { asset, total } of venue.listBalances()) checkAsset(end, asset, total);
}

function checkOrder({ books, tell }: End, order: Order): void {
  const { orderId, status, amount, filled, positionId } = order;
  // one that rests for a position that nobody could sell (its coins were moved by hand) is where it should be
  const mayRest = isStop(order) && books.fleet.some((bot) => bot.position && positionOf(bot) === positionId);
  if (isWorking(status) && !mayRest) tell(`unresolved: ${orderId} is ${status}`);
  const booked = sumOf(fillsOf(books, orderId).map((fill) => fill.amount));
  if (!booked.eq(filled) || filled.gt(amount))
    tell(`FILL: ${orderId} has ${booked} booked, ${filled} filled of ${amount}`);
}

/** Balances that nobody here can explain are allowed where the owner acted, or where a trade was told as unbooked. */
const isDisturbed = ({ byHand, journal }: End): boolean => byHand.acts > 0 || journal.unbooked.size > 0;

function checkBot(end: End, bot: SimBot): void {
  const { books, tell } = end;
  const { botId, position, dust } = bot;
  const kept = position?.amount ?? dust.amount;
  const holding = balanceOf(books, "allocated", MARKET.base, botId);
  if (!kept.eq(holding)) tell(`CONS: ${botId} has ${holding} and its position ${kept}`);
  // what is left below one lot no order can sell: it is dust
  const canSell = position?.amount.gte(LOT);
  if (canSell && !isDisturbed(end)) tell(`PROT: ${botId} still holds ${position?.amount}`);
  if (!isDisturbed(end)) checkSold(end, bot);
  for (const asset of [MARKET.base, MARKET.quote]) {
    const reserved = balanceOf(books, "in_orders", asset, botId);
    if (!reserved.isZero()) tell(`CONS: ${botId} still holds ${reserved} ${asset} back`);
  }
}

function checkOurTrades({ books, journal, tell }: End, { orderId }: Order, { trades }: SimOrder): void {
  const booked = new Set(fillsOf(books, orderId).map(({ venueTradeId }) => venueTradeId));
  for (const { venueTradeId } of trades) {
    if (journal.externalTrades.has(venueTradeId))
      tell(`FOUND: ${venueTradeId} of ${orderId} is called external`);
    if (!booked.has(venueTradeId) && !journal.unbooked.has(venueTradeId))
      tell(`FOUND: ${venueTradeId} of ${orderId} is not booked`);
  }
}

function checkByHand({ journal, tell }: End, { venueOrderId, status, trades }: SimOrder): void {
  if (status === "open" && !journal.externalOrders.has(venueOrderId))
    tell(`FOUND: ${venueOrderId} is open and nobody told of it`);
  for (const { venueTradeId } of trades)
    if (!journal.externalTrades.has(venueTradeId))
      tell(`FOUND: ${venueTradeId} was made by hand and nobody told of it`);
}

/** CONS: a difference is what was moved by hand or told as unbooked, and it is told to the last digit. */
function checkAsset(end: End, asset: string, total: Decimal): void {
  const { books, journal, tell } = end;
  const difference = total.minus(heldAtVenue(books).get(asset) ?? ZERO);
  if (!difference.isZero() && !isDisturbed(end))
    tell(`CONS: ledger and venue differ by ${difference} ${asset}`);
  const told = journal.differences.get(asset) ?? ZERO;
  if (!told.eq(difference)) tell(`CONS: ${difference} ${asset} differ, ${told} are told`);
}
