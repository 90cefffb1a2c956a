// An exchange as a proof needs it: its own truth about orders, trades and balances, shown late, shuffled and twice.
import type {
  AccountTrade,
  CancelAnswer,
  OpenOrder,
  OrderRequest,
  PlaceAnswer,
  RejectCause,
  VenueBalance,
  VenueOrder,
  VenueTrade,
} from "@/server/exchange/core/exchange-port";
import { marketMs } from "@/server/kernel/clock";
import { Decimal, maxOf, minOf, ONE, sumOf, ZERO } from "@/server/kernel/money";

export const MARKET = { symbol: "BTC/USDT", base: "BTC", quote: "USDT", coin: "KCS" } as const;
export const LOT = new Decimal("0.001");
const FEE = new Decimal("0.001");
const [LOWEST, HIGHEST] = [new Decimal(70), new Decimal(130)];
const COIN_FEE = new Decimal("0.0001");

/** How one exchange is, within what the five are like. */
export type Manners = {
  /** what it takes its fee in */
  readonly feeIn: "received" | "quote" | "coin";
  /** how long look-ups may miss a new order, and lists a new trade; ms */
  readonly lagMs: number;
  readonly tradeLagMs: number;
  /** says yes at once and fails later, as VALR does */
  readonly failsLater: boolean;
  /** refuses what comes after its deadline */
  readonly keepsDeadline: boolean;
  /** how often it refuses a stop, 0 to 1, and why */
  readonly refusesStops: number;
  readonly refusesStopsAs: RejectCause;
};

type Seen = { readonly visibleAt: number };
export type SimTrade = VenueTrade & Seen & { readonly venueOrderId: string };
export type SimOrder = Seen & {
  readonly venueOrderId: string;
  readonly clientOrderId: string;
  readonly side: "buy" | "sell";
  readonly amount: Decimal;
  readonly limitPrice: Decimal | null;
  /** a stop: it rests until the price has come to it; null for all others, and from then on */
  triggerPrice: Decimal | null;
  /** it came in time, by the deadline it was sent with */
  readonly inTime: boolean;
  status: VenueOrder["status"];
  reason: string;
  filled: Decimal;
  held: Decimal;
  readonly trades: SimTrade[];
};

type Place = Pick<OrderRequest, "clientOrderId" | "side" | "amount" | "limitPrice" | "triggerPrice"> & {
  readonly deadline: number;
};

/** The venue's own truth. */
type State = {
  readonly random: () => number;
  readonly manners: Manners;
  readonly now: () => number;
  readonly totals: Map<string, Decimal>;
  readonly orders: SimOrder[];
  readonly byClient: Map<string, SimOrder[]>;
  price: Decimal;
  tradeCount: number;
};

export type SimVenue = ReturnType<typeof createSimVenue>;

export function createSimVenue(random: () => number, manners: Manners, now: () => number) {
  const state: State = {
    random,
    manners,
    now,
    totals: new Map(),
    orders: [],
    byClient: new Map(),
    price: new Decimal(100),
    tradeCount: 0,
  };
  const { orders, byClient, totals } = state;
  return {
    orders: orders as readonly SimOrder[],
    ordersOf: (clientOrderId: string): readonly SimOrder[] => byClient.get(clientOrderId) ?? [],
    price: () => state.price,
    move: (asset: string, amount: Decimal) => move(state, asset, amount),
    /** What the account's owner places: without an id of ours, at the price there is. */
    placeByHand: (side: "buy" | "sell", amount: Decimal) =>
      take(state, {
        clientOrderId: `by-hand-${orders.length}`,
        side,
        amount,
        limitPrice: random() < 0.5 ? null : state.price,
        deadline: now(),
      }),
    /** The price moves, and what rests may trade. */
    match: () => {
      const moved = state.price.times(1 + (random() - 0.5) * 0.02).toDecimalPlaces(2);
      state.price = minOf(HIGHEST, maxOf(LOWEST, moved));
      for (const order of orders) {
        if (order.status !== "open") continue;
        if (order.triggerPrice) release(state, order, order.triggerPrice);
        else if (random() < 0.5) trade(state, order, partOf(state, order));
      }
    },
    /** The account's owner takes a stop of ours away; answers whether one was there. */
    deleteStop: (): boolean => {
      const stop = orders.find(({ status, triggerPrice }) => status === "open" && triggerPrice);
      if (stop) end(stop, "canceled", "cancelled by its owner");
      return stop !== undefined;
    },
    createOrder: (request: Place): PlaceAnswer => take(state, request),
    findOrder: (clientOrderId: string): VenueOrder | null => {
      const newest = (byClient.get(clientOrderId) ?? []).filter(({ visibleAt }) => visibleAt <= now()).at(-1);
      return newest ? { ...newest, averagePrice: null, trades: shown(state, newest.trades) } : null;
    },
    cancelOrder: (clientOrderId: string): CancelAnswer => cancel(state, byClient.get(clientOrderId)?.at(-1)),
    listOpenOrders: (): readonly OpenOrder[] =>
      shown(
        state,
        orders.filter(({ status }) => status === "open"),
      ).map((order) => ({ ...order, averagePrice: null, symbol: MARKET.symbol })),
    listTrades: (): readonly AccountTrade[] =>
      shown(
        state,
        orders.flatMap(({ trades }) => trades),
      ).map((one) => ({ ...one, symbol: MARKET.symbol })),
    listBalances: (): readonly VenueBalance[] => [...totals].map(([asset, total]) => ({ asset, total })),
  };
}

const total = ({ totals }: State, asset: string): Decimal => totals.get(asset) ?? ZERO;

function move(state: State, asset: string, amount: Decimal): void {
  state.totals.set(asset, total(state, asset).plus(amount));
}

const paidIn = (side: "buy" | "sell") => (side === "buy" ? MARKET.quote : MARKET.base);

function free(state: State, asset: string): Decimal {
  const holding = state.orders.filter(({ side }) => paidIn(side) === asset).map(({ held }) => held);
  return total(state, asset).minus(sumOf(holding));
}

const lagged = ({ now, random }: State, most: number): number => now() + Math.floor(random() * most);

/** Takes an order in, or refuses it. An id is unique among open orders only, as at the real ones. */
function take(state: State, request: Place): PlaceAnswer {
  const { manners, now, random, byClient, orders } = state;
  const { clientOrderId, side, amount, limitPrice, triggerPrice = null, deadline } = request;
  const isLate = now() > deadline;
  const objection = objectTo(state, request, isLate);
  if (objection) return objection;
  const mine = byClient.get(clientOrderId) ?? [];
  const held = heldFor(state, request);
  const hasFunds = free(state, paidIn(side)).gte(held);
  const order: SimOrder = {
    venueOrderId: `v${orders.length + 1}`,
    clientOrderId,
    side,
    amount,
    limitPrice,
    triggerPrice,
    inTime: !isLate,
    status: "open",
    reason: "",
    filled: ZERO,
    held,
    trades: [],
    visibleAt: lagged(state, manners.lagMs),
  };
  orders.push(order);
  byClient.set(clientOrderId, [...mine, order]);
  if (!hasFunds) end(order, "canceled", "failed: not enough");
  else if (triggerPrice) return { kind: "accepted", venueOrderId: order.venueOrderId };
  // a market order trades as it comes in, as a rule whole
  else if (limitPrice === null) trade(state, order, random() < 0.7 ? amount : partOf(state, order));
  return { kind: "accepted", venueOrderId: order.venueOrderId };
}

function objectTo(state: State, request: Place, isLate: boolean): PlaceAnswer | null {
  const { manners, random, byClient } = state;
  const { clientOrderId, side, triggerPrice } = request;
  const no = (reason: string, because: RejectCause): PlaceAnswer => ({ kind: "rejected", reason, because });
  if (isLate && manners.keepsDeadline) return no("arrived late", "later");
  const mine = byClient.get(clientOrderId) ?? [];
  if (mine.some(({ status }) => status === "open")) return no("duplicate id", "order");
  if (triggerPrice && random() < manners.refusesStops) return no("no such stop", manners.refusesStopsAs);
  const hasFunds = free(state, paidIn(side)).gte(heldFor(state, request));
  return hasFunds || manners.failsLater ? null : no("not enough", "account");
}

const heldFor = ({ price }: State, { side, amount, limitPrice }: Place): Decimal =>
  side === "buy" ? amount.times(limitPrice ?? price.times("1.02")).times("1.001") : amount;

/** The price has come to a stop: it trades as a market order does. */
function release(state: State, order: SimOrder, triggerPrice: Decimal): void {
  if (state.price.gt(triggerPrice)) return;
  order.triggerPrice = null;
  trade(state, order, state.random() < 0.7 ? order.amount : partOf(state, order));
}

/** The cancel may cross what still trades. */
function cancel(state: State, order: SimOrder | undefined): CancelAnswer {
  if (!order) return { kind: "not_found" };
  const mayCross = order.status === "open" && order.triggerPrice === null;
  if (mayCross && state.random() < 0.3) trade(state, order, partOf(state, order));
  if (order.status !== "open") return { kind: "already_ended" };
  end(order, "canceled", "cancelled on request");
  return { kind: "cancelled" };
}

function trade(state: State, order: SimOrder, amount: Decimal): void {
  const { side, venueOrderId, limitPrice } = order;
  const price = limitPrice ?? state.price;
  const fee = feeOf(state, side, amount);
  const sign = side === "buy" ? 1 : -1;
  move(state, MARKET.base, amount.times(sign));
  move(state, MARKET.quote, amount.times(price).times(-sign));
  move(state, fee.asset, fee.amount.neg());
  order.held = order.held.times(ONE.minus(amount.div(order.amount.minus(order.filled))));
  order.filled = order.filled.plus(amount);
  state.tradeCount += 1;
  order.trades.push({
    venueTradeId: `t${state.tradeCount}`,
    venueOrderId,
    price,
    amount,
    fee,
    liquidity: "taker",
    at: marketMs(state.now()),
    visibleAt: lagged(state, state.manners.tradeLagMs),
  });
  if (order.filled.eq(order.amount)) end(order, "closed", "");
}

function end(order: SimOrder, status: "closed" | "canceled", reason: string): void {
  Object.assign(order, { status, reason, held: ZERO });
}

function feeOf({ manners, price }: State, side: "buy" | "sell", amount: Decimal): SimTrade["fee"] {
  if (manners.feeIn === "coin") return { asset: MARKET.coin, amount: amount.times(COIN_FEE) };
  if (manners.feeIn === "received" && side === "buy")
    return { asset: MARKET.base, amount: amount.times(FEE) };
  return { asset: MARKET.quote, amount: amount.times(price).times(FEE) };
}

function partOf({ random }: State, { amount, filled }: SimOrder): Decimal {
  const left = amount.minus(filled);
  return minOf(LOT.times(1 + Math.floor(random() * left.div(LOT).toNumber())), left);
}

/** What is to be seen by now: shuffled, and some of it twice. */
function shown<T extends Seen>({ now, random }: State, list: readonly T[]): readonly T[] {
  const seen = list.filter(({ visibleAt }) => visibleAt <= now());
  const twice = seen.flatMap((one) => (random() < 0.2 ? [one, one] : [one]));
  for (let last = twice.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    const [a, b] = [twice[last], twice[other]];
    if (a && b) [twice[last], twice[other]] = [b, a];
  }
  return twice;
}
