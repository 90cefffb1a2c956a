// What the kills did: the simulators' own truth held against intents, fills and ledger.
import { fromKrakenId } from "@/server/exchange/kraken/kraken-client-id";
import type { ExchangeName } from "@/server/kernel/exchange-names";
import { type Decimal, maxOf, toDecimal, toText, ZERO } from "@/server/kernel/money";
import { workingStatuses } from "@/server/kernel/order-statuses";

/** One exchange's truth as its control door tells it: decimals are text. */
export type VenueTruth = {
  readonly exchange: ExchangeName;
  readonly orders: readonly {
    readonly id: string;
    readonly clientId: string | null;
    readonly status: string;
    readonly filled: string;
  }[];
  readonly trades: readonly { readonly id: string; readonly orderId: string; readonly amount: string }[];
  readonly balances: Readonly<
    Record<string, Readonly<Record<string, { readonly free: string; readonly used: string }>>>
  >;
};

export type OurOrder = {
  readonly clientOrderId: string;
  readonly exchange: string;
  readonly status: string;
  readonly filled: string;
  readonly booked: string;
  /** a stop that rests at its exchange as long as its position is open */
  readonly rests: boolean;
};
/** What the ledger holds at an exchange, over all kinds of accounts that are money there. */
export type OurHolding = { readonly exchange: string; readonly asset: string; readonly held: string };

export type KillerFacts = {
  readonly truths: readonly VenueTruth[];
  readonly orders: readonly OurOrder[];
  readonly holdings: readonly OurHolding[];
  /** orders and trades that were called somebody else's */
  readonly external: number;
  /** what is broken in the books by themselves */
  readonly breaches: readonly string[];
};

export type KillerVerdict = {
  readonly intents: number;
  readonly venueOrders: number;
  readonly doubles: number;
  readonly lost: number;
  readonly ledgerDifference: string;
  readonly unresolved: number;
  readonly violations: readonly string[];
};

/** Money the exchanges and the ledger count to the same digit; what a simulator's own answer rounds away is beyond it. */
const DIGITS = 8;
const TOLD_MOST = 20;

/** Judges what is there when all is calm again. */
export function judgeKiller({ truths, orders, holdings, external, breaches }: KillerFacts): KillerVerdict {
  const violations: string[] = [];
  const ours = new Map(orders.map((order) => [`${order.exchange} ${order.clientOrderId}`, order]));
  const unresolved = orders.filter(({ status, rests }) => isAtWork(status) && !rests);
  for (const { exchange, clientOrderId, status } of unresolved)
    violations.push(`unresolved: ${exchange} ${clientOrderId} is ${status}`);
  let [doubles, lost] = [0, 0];
  for (const truth of truths) {
    const found = judgeVenue(truth, ours);
    doubles += found.doubles;
    lost += found.lost;
    violations.push(...found.violations);
  }
  for (const order of orders) {
    if (toDecimal(order.filled).eq(order.booked)) continue;
    lost += 1;
    violations.push(`lost: ${order.clientOrderId} is filled ${order.filled}, booked ${order.booked}`);
  }
  violations.push(...breaches);
  if (external > 0) violations.push(`${external} orders and trades were called somebody else's`);
  const difference = differenceOf(truths, holdings, violations);
  return {
    intents: orders.length,
    venueOrders: truths.reduce((sum, truth) => sum + truth.orders.length, 0),
    doubles,
    lost,
    ledgerDifference: toText(difference),
    unresolved: unresolved.length,
    violations: violations.slice(0, TOLD_MOST),
  };
}

const isAtWork = (status: string): boolean => workingStatuses.some((one) => one === status);

type Found = { readonly doubles: number; readonly lost: number; readonly violations: readonly string[] };

/** Doubled: an intent that is there more than once. Lost: an order, or what it traded, that we do not know of as it is. */
function judgeVenue(truth: VenueTruth, ours: ReadonlyMap<string, OurOrder>): Found {
  const { exchange } = truth;
  const byIntent = Map.groupBy(truth.orders, ({ clientId }) => fromKrakenId(clientId ?? ""));
  const trades = Map.groupBy(truth.trades, ({ orderId }) => orderId);
  const doubled = [...byIntent].filter(([, there]) => there.length > 1);
  const lost = [
    ...[...byIntent].flatMap(
      ([id, there]) => lostOf(exchange, { id, there, trades }, ours.get(`${exchange} ${id}`)) ?? [],
    ),
    ...[...ours.values()].filter((order) => isInvented(order, exchange, byIntent)).map(inventedWords),
  ];
  return {
    doubles: doubled.reduce((sum, [, there]) => sum + there.length - 1, 0),
    lost: lost.length,
    violations: [
      ...doubled.map(([id, there]) => `doubled: ${exchange} ${id} is there ${there.length} times`),
      ...lost.map((words) => `lost: ${words}`),
    ],
  };
}

type There = {
  readonly id: string;
  readonly there: VenueTruth["orders"];
  readonly trades: ReadonlyMap<string, VenueTruth["trades"]>;
};

/** What is wrong with the orders of one intent that are at the venue; null: nothing. */
function lostOf(exchange: ExchangeName, { id, there, trades }: There, order?: OurOrder): string | null {
  const theirs = tradedIn(there.flatMap((one) => trades.get(one.id) ?? []));
  const isOpen = there.some(({ status }) => status === "open");
  if (order && theirs.eq(order.booked) && (!isOpen || isAtWork(order.status))) return null;
  const told = order ? `booked ${order.booked}, ${order.status}` : "no intent";
  return `${exchange} ${id} traded ${toText(theirs)}${isOpen ? ", open" : ""}; ${told}`;
}

const isInvented = (order: OurOrder, exchange: ExchangeName, there: ReadonlyMap<string, unknown>): boolean =>
  order.exchange === exchange && !there.has(order.clientOrderId) && !toDecimal(order.booked).isZero();

const inventedWords = ({ exchange, clientOrderId, booked }: OurOrder): string =>
  `${exchange} ${clientOrderId} has ${booked} booked and never was there`;

const tradedIn = (trades: readonly { readonly amount: string }[]): Decimal =>
  trades.reduce((sum, { amount }) => sum.plus(amount), ZERO);

function differenceOf(
  truths: readonly VenueTruth[],
  holdings: readonly OurHolding[],
  violations: string[],
): Decimal {
  const left = new Map(
    holdings.map(({ exchange, asset, held }) => [`${exchange} ${asset}`, toDecimal(held)]),
  );
  for (const { exchange, balances } of truths)
    for (const account of Object.values(balances))
      for (const [asset, { free, used }] of Object.entries(account)) {
        const key = `${exchange} ${asset}`;
        left.set(key, (left.get(key) ?? ZERO).minus(free).minus(used));
      }
  let worst = ZERO;
  for (const [key, difference] of left) {
    const exact = difference.abs().toDecimalPlaces(DIGITS);
    if (!exact.isZero()) violations.push(`ledger: ${key} differs by ${toText(difference)}`);
    worst = maxOf(worst, exact);
  }
  return worst;
}
