// What an account at a venue holds and did, against what is written here: pure, for the road and for its proof.
import type { AccountTrade, OpenOrder, VenueBalance } from "@/server/exchange/core/exchange-port";
import type { MarketMs } from "@/server/kernel/clock";
import { type Decimal, ZERO } from "@/server/kernel/money";
import type { OrderStatus } from "@/server/kernel/order-statuses";
import type { OrderType } from "@/server/kernel/order-types";
import { isWorking } from "./order-state";

/** One asset of an account: what the ledger says is held there, what the venue says, and theirs less ours. */
export type AssetLine = {
  readonly asset: string;
  readonly ours: Decimal;
  readonly theirs: Decimal;
  readonly difference: Decimal;
};

/** Every asset that either of both knows of, by name. */
export function compareBalances(
  held: ReadonlyMap<string, Decimal>,
  balances: readonly VenueBalance[],
): readonly AssetLine[] {
  const theirs = new Map<string, Decimal>();
  for (const { asset, total } of balances) theirs.set(asset, (theirs.get(asset) ?? ZERO).plus(total));
  return [...new Set([...held.keys(), ...theirs.keys()])].sort().map((asset) => {
    const [our, their] = [held.get(asset) ?? ZERO, theirs.get(asset) ?? ZERO];
    return { asset, ours: our, theirs: their, difference: their.minus(our) };
  });
}

/** Open orders at the venue that nobody here wrote. */
export const foreignOrders = (open: readonly OpenOrder[], known: ReadonlySet<string>): readonly OpenOrder[] =>
  open.filter(({ clientOrderId }) => !known.has(clientOrderId));

/** An order of ours, by what a venue's trade may be known by. */
export type KnownOrder = {
  readonly symbol: string;
  readonly status: OrderStatus;
  readonly venueOrderId: string | null;
  readonly type: OrderType;
};

/** Market clock: by then a stop that was released is known by the id that its exchange gave it. */
const RELEASED_MS = 60_000;

/**
 * Trades of the account that no order of ours made. A market in which an order of ours has no venue's id yet tells
 * nothing: what is new there may be of it, so its trades are judged at a later look; nor do the newest trades where a stop
 * of ours rests, which an exchange may give a new id when it releases it. Read the trades first, then the orders: an order is
 * written before it trades.
 */
export function foreignTrades(
  trades: readonly AccountTrade[],
  ours: readonly KnownOrder[],
  now: MarketMs,
): readonly AccountTrade[] {
  const ids = new Set(ours.map(({ venueOrderId }) => venueOrderId));
  const unsure = new Set(
    ours.flatMap(({ venueOrderId, symbol, status }) =>
      venueOrderId === null && mayTrade(status) ? [symbol] : [],
    ),
  );
  const stopped = new Set(
    ours.flatMap(({ type, symbol, status }) => (type === "stop" && isWorking(status) ? [symbol] : [])),
  );
  return trades.filter(
    ({ venueOrderId, symbol, at }) =>
      !ids.has(venueOrderId) && !unsure.has(symbol) && !(stopped.has(symbol) && at > now - RELEASED_MS),
  );
}

/** Sent without an answer, or given up: it may show up with trades. */
const mayTrade = (status: OrderStatus): boolean =>
  (isWorking(status) && status !== "intent") || status === "expired";
