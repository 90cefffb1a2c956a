import { record } from "@/server/audit/record";
import type {
  CancelAnswer,
  ExchangePort,
  OrderRequest,
  PlaceAnswer,
  RejectCause,
  VenueAccount,
  VenueOrder,
} from "@/server/exchange/core/exchange-port";
import { venueRulesOf } from "@/server/exchange/core/venue-rules";
import { ZERO } from "@/server/kernel/money";
import type { Tick } from "@/server/market/core/market-feed";
import { isUniqueViolation } from "@/server/platform/is-unique-violation";
import { LATE_WORDS, objectToPaperOrder } from "./core/accept-order";
import { endOrder } from "./core/end-order";
import { WINDOW_MIN_MS } from "./core/paper-model";
import type { MarketView } from "./core/paper-order";
import { createMatcher } from "./match-markets";
import type { PaperVenueSetup } from "./paper-venue-setup";
import { findOpenOrders, findTradesSince, findVenueOrder } from "./store/account";
import { findVenueBalances, saveBalanceChange } from "./store/balances";
import { lockOrder, saveOrderChange } from "./store/orders";
import { createIntake } from "./take-orders";

export type PaperVenue = Omit<ExchangePort, "findOrder" | "cancelOrder"> & {
  /** Its ids are unique in an account, whatever the market. */
  readonly findOrder: (account: VenueAccount, clientOrderId: string) => Promise<VenueOrder | null>;
  readonly cancelOrder: (account: VenueAccount, clientOrderId: string) => Promise<CancelAnswer>;
  /**
   * Matches open orders against these prices, oldest first, or against the newest price of every market that has open
   * orders; answers how many times an order traded or ended. One market or order that fails holds up none of the
   * others; the first failure is thrown afterwards.
   */
  readonly match: (ticks?: readonly Tick[]) => Promise<number>;
};

/**
 * The system's own venue: accepts orders at once and fills them later against observed prices, as the exchange it
 * stands for would: docs/paper-venue.md.
 *
 * It keeps its own balances, orders and trades and knows nothing of the ledger, so that comparing the two proves
 * something. The rules are pure (core/); this applies what they say, one transaction per order.
 */
export function createPaperVenue(setup: PaperVenueSetup): PaperVenue {
  const takeIn = createIntake(setup.clocks);
  return {
    createOrder: (request) => takeOrder(setup, takeIn, request),
    findOrder: findVenueOrder,
    cancelOrder: (account, clientOrderId) => cancel(setup, account, clientOrderId),
    listOpenOrders: findOpenOrders,
    listTrades: findTradesSince,
    listBalances: findVenueBalances,
    match: createMatcher(setup),
  };
}

async function takeOrder(
  setup: PaperVenueSetup,
  takeIn: ReturnType<typeof createIntake>,
  request: OrderRequest,
): Promise<PlaceAnswer> {
  const reject = (reason: string, because: RejectCause = "order"): PlaceAnswer => ({
    kind: "rejected",
    reason,
    because,
  });
  if (setup.clocks.wall() > request.deadline) return reject(LATE_WORDS, "later");
  const rules = setup.rulesOf(request.venue, request.symbol);
  if (!rules) return reject(`${request.symbol} is not listed`, "rules");
  const tick = setup.lastTick(request.venue, request.symbol);
  if (!tick) return reject(`no price for ${request.symbol} yet`, "later");
  const { model, latencyMs } = await setup.termsOf(request.userId);
  const terms = { rules, venue: venueRulesOf(rules.exchange), model };
  const objection = objectToPaperOrder(request, await viewOf(setup, request, tick), terms);
  if (objection) return reject(objection, objection === terms.venue.postOnlyWords ? "order" : "rules");
  try {
    return await takeIn({ request, terms: { ...terms, tick, latencyMs } });
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    const known = await findVenueOrder(request, request.clientOrderId);
    return known ? { kind: "accepted", venueOrderId: known.venueOrderId } : reject("duplicate id");
  }
}

/** Only a post-only order is judged by the book before it is taken in. */
async function viewOf(setup: PaperVenueSetup, request: OrderRequest, tick: Tick): Promise<MarketView> {
  const { venue, symbol } = request;
  const book = request.postOnly ? ((await setup.bookOf?.(venue, symbol, tick.at)) ?? null) : null;
  return { tick, book, recent: null, windowMs: WINDOW_MIN_MS, ownTraded: ZERO, traded: null };
}

async function cancel(
  setup: PaperVenueSetup,
  { userId, book, venue }: VenueAccount,
  clientOrderId: string,
): Promise<CancelAnswer> {
  const where = { userId_book_venue_clientOrderId: { userId, book, venue, clientOrderId } };
  return record(async (tx) => {
    const order = await lockOrder(tx, where);
    if (!order) return { kind: "not_found" };
    if (order.status !== "open") return { kind: "already_ended" };
    const [base = "", quote = ""] = order.symbol.split("/");
    const ended = endOrder(
      order,
      "cancelled on request",
      setup.rulesOf(venue, order.symbol) ?? { base, quote },
    );
    for (const change of ended.changes) await saveBalanceChange(tx, order, change);
    await saveOrderChange(tx, order.id, ended.order);
    return { kind: "cancelled" };
  });
}
