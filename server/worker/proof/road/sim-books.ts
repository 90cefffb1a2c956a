// What the database holds for the road: orders, fills, positions and the ledger, changed by the functions that trade.
import type { VenueTrade } from "@/server/exchange/core/exchange-port";
import type { EndCode } from "@/server/execution/core/end-code";
import type { ExitAttempts } from "@/server/execution/core/exit-size";
import { isStop, type Order } from "@/server/execution/core/order";
import { afterEvent, isLegal, isWorking } from "@/server/execution/core/order-state";
import { type OrderStep, reservedLeft, type SpentFill } from "@/server/execution/core/order-step";
import { type newTrades, stepOfTrade, toFillFacts } from "@/server/execution/core/read-trade";
import { Decimal, sumOf, toStored, ZERO } from "@/server/kernel/money";
import {
  allocationPostings,
  depositPostings,
  type Posting,
  reservePostings,
  tradePostings,
} from "@/server/ledger/core/posting";
import type { PositionState } from "@/server/positions/core/apply-fill";
import { type CarriedFill, carryFill, noDust } from "@/server/positions/core/carry-fill";
import type { Dust } from "@/server/positions/core/dust";
import { LOT, MARKET } from "./sim-venue";

export type BookedFill = SpentFill & { readonly venueTradeId: string };
export type SimBot = {
  readonly botId: string;
  position: PositionState | null;
  dust: Dust;
  /** its exit is wanted, by a stop that was hit */
  wantsOut: boolean;
  /** how many orders it asked for, and positions it had */
  asked: number;
  positions: number;
  exits: Pick<ExitAttempts, "failed" | "lastAt"> | undefined;
  /** its position's stop, quote per base; the watcher fires there */
  stopPrice: Decimal;
  /** when its position last grew or shrank */
  changedAt: number;
};

export const CAPITAL = new Decimal(1_000);
export const POOL = new Decimal(500);
export const COINS = new Decimal(5);
const COIN_PRICE = new Decimal(10);
/** How far below its entry a position's stop lies. */
const STOP = new Decimal("0.99");
const heldKinds = ["available", "allocated", "in_orders"];

/** How the road reads its trades: the functions that trade, unless a bug is planted. */
export type Reading = {
  readonly newTrades: typeof newTrades;
  readonly feeOf: (trade: VenueTrade) => VenueTrade["fee"];
};

type Told = { readonly now: () => number; readonly tell: (what: string) => void };

export type Books = {
  readonly orders: Map<string, Order>;
  readonly fills: Map<string, readonly BookedFill[]>;
  /** orders that went to the wire, and when orders ended */
  readonly sent: Set<string>;
  readonly endedAt: Map<string, number>;
  /** why orders ended, as a code */
  readonly endCodes: Map<string, string>;
  /** balances by "kind bot asset" */
  readonly accounts: Map<string, Decimal>;
  readonly fleet: readonly SimBot[];
  readonly reading: Reading;
  readonly now: () => number;
  readonly tell: (what: string) => void;
};

/** Fresh books: the capital of the bots, a pool beside it, and coins that fees may be taken in. */
export function createBooks(bots: readonly string[], reading: Reading, { now, tell }: Told): Books {
  const fleet = bots.map(
    (botId): SimBot => ({
      botId,
      position: null,
      dust: noDust,
      wantsOut: false,
      asked: 0,
      positions: 0,
      exits: undefined,
      stopPrice: ZERO,
      changedAt: 0,
    }),
  );
  const books: Books = {
    orders: new Map(),
    fills: new Map(),
    sent: new Set(),
    endedAt: new Map(),
    endCodes: new Map(),
    accounts: new Map(),
    fleet,
    reading,
    now,
    tell,
  };
  post(books, depositPostings(MARKET.quote, CAPITAL.times(bots.length).plus(POOL)));
  post(books, depositPostings(MARKET.coin, COINS));
  for (const botId of bots) post(books, allocationPostings(botId, MARKET.quote, CAPITAL));
  return books;
}

export const balanceOf = ({ accounts }: Books, kind: string, asset: string, botKey = ""): Decimal =>
  accounts.get(`${kind} ${botKey} ${asset}`) ?? ZERO;

/** Of that position and no stop at the exchange. */
export const isExitOf = (order: Order, positionId: string): boolean =>
  order.purpose === "exit" && !isStop(order) && order.positionId === positionId;

/** The position a bot has, or had last. */
export const positionOf = ({ botId, positions }: SimBot): string => `${botId}:${positions}`;

export const fillsOf = ({ fills }: Books, orderId: string): readonly BookedFill[] => fills.get(orderId) ?? [];

export const workingOrders = ({ orders }: Books): readonly Order[] =>
  [...orders.values()].filter(({ status }) => isWorking(status));

/** Per asset what the ledger says the venue holds. */
export function heldAtVenue({ accounts }: Books): ReadonlyMap<string, Decimal> {
  const sums = new Map<string, Decimal>();
  for (const [key, amount] of accounts) {
    const [kind = "", , asset = ""] = key.split(" ");
    if (heldKinds.includes(kind)) sums.set(asset, (sums.get(asset) ?? ZERO).plus(amount));
  }
  return sums;
}

/** Posts as the database does: what would fall below zero is refused whole. */
function post({ accounts, tell }: Books, postings: readonly Posting[]): void {
  for (const asset of new Set(postings.map((line) => line.asset))) {
    const sum = sumOf(postings.filter((line) => line.asset === asset).map(({ amount }) => amount));
    if (!sum.isZero()) tell(`CONS: a ledger transaction sums to ${sum} ${asset}`);
  }
  const after = new Map<string, Decimal>();
  for (const { kind, botKey, asset, amount } of postings) {
    const key = `${kind} ${botKey} ${asset}`;
    after.set(key, (after.get(key) ?? accounts.get(key) ?? ZERO).plus(amount));
  }
  for (const [key, amount] of after)
    if (amount.lt(0) && heldKinds.some((kind) => key.startsWith(kind)))
      throw new Error(`${key} would be ${amount}`);
  for (const [key, amount] of after) accounts.set(key, amount);
}

const paidIn = ({ side }: Pick<Order, "side">) => (side === "buy" ? MARKET.quote : MARKET.base);

export function writeIntent(books: Books, order: Order): void {
  post(books, reservePostings(order.botId, paidIn(order), order.reserved));
  books.orders.set(order.orderId, order);
}

/** Takes an order one step; one that ends gives back what it held. */
export function takeStep(books: Books, orderId: string, { event, extra }: OrderStep): void {
  const { orders, sent, endedAt, endCodes, now, tell } = books;
  const order = orders.get(orderId);
  if (!order) return;
  const to = afterEvent(order, event);
  if (to.status !== order.status && !isLegal(order.status, to.status))
    tell(`FSM: ${order.status} to ${to.status}`);
  if (to.filled.lt(order.filled) || to.filled.gt(order.amount)) tell(`FILL: ${to.filled} of ${order.amount}`);
  const { sending: _sending, endCode = "", ...kept } = extra ?? {};
  endCodes.set(orderId, endCode);
  orders.set(orderId, { ...order, ...kept, status: to.status, filled: to.filled });
  if (event.kind === "sent") sent.add(orderId);
  // late trades are looked for from the row's last change on
  if (!isWorking(to.status) && to !== order) endedAt.set(orderId, now());
  if (!isWorking(order.status) || isWorking(to.status)) return;
  const left = reservedLeft(order, fillsOf(books, orderId));
  if (left.gt(0)) post(books, reservePostings(order.botId, paidIn(order), left.neg()));
}

/** The venue's own id of an order that was given up before it told one. */
export function learnId({ orders }: Books, orderId: string, venueOrderId: string): void {
  const order = orders.get(orderId);
  if (order && order.venueOrderId === null) orders.set(orderId, { ...order, venueOrderId });
}

const worthOf = ({ asset, amount }: VenueTrade["fee"]) =>
  asset === MARKET.coin ? toStored(amount.times(COIN_PRICE)) : null;

/** One trade: position, ledger, fill and order, or nothing of it. Throws where no position takes it. */
export function bookTrade(books: Books, orderId: string, told: VenueTrade, venueOrderId: string): void {
  const { reading, fleet, fills } = books;
  const order = books.orders.get(orderId);
  const known = fillsOf(books, orderId);
  const [trade] = reading.newTrades([told], new Set(known.map(({ venueTradeId }) => venueTradeId)));
  const bot = fleet.find(({ botId }) => botId === order?.botId);
  if (!order || !trade || !bot) return;
  const read = { ...trade, fee: reading.feeOf(trade) };
  const feeWorth = worthOf(read.fee);
  const { state, change } = carryFill(bot.position, toFillFacts(order, read, feeWorth), {
    dust: bot.position ? noDust : bot.dust,
    lotSize: LOT,
  });
  const isOwn = read.fee.asset === MARKET.base || read.fee.asset === MARKET.quote;
  const coin = isOwn ? undefined : { worth: feeWorth, inPool: balanceOf(books, "available", read.fee.asset) };
  const fee = { fee: read.fee.amount, feeAsset: read.fee.asset };
  const freeLeft = balanceOf(books, "allocated", paidIn(order), order.botId);
  const facts = { ...order, ...read, ...fee, reservedLeft: reservedLeft(order, known), freeLeft };
  post(books, tradePostings(coin ? { ...facts, coin } : facts));
  if (change === "opened") bot.stopPrice = trade.price.times(STOP);
  bot.changedAt = books.now();
  carry(bot, state, change);
  fills.set(orderId, [...known, { ...trade, ...fee }]);
  takeStep(
    books,
    orderId,
    stepOfTrade(order, trade, { positionId: order.positionId ?? positionOf(bot), venueOrderId }),
  );
}

function carry(bot: SimBot, state: PositionState, change: CarriedFill["change"]): void {
  const isClosed = change === "closed";
  bot.position = isClosed ? null : state;
  bot.dust = isClosed ? { amount: state.amount, cost: state.cost } : noDust;
  if (change === "opened") bot.positions += 1;
  if (!isClosed) return;
  bot.wantsOut = false;
  bot.exits = undefined;
}

export const wantBack = ({ orders }: Books, order: Order, cancelCode: EndCode): void => {
  if (order.cancelCode === null) orders.set(order.orderId, { ...order, cancelCode });
};
