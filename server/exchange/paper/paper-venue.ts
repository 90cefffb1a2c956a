import { record } from "@/server/audit/record";
import type { ExchangePort, OrderRequest, PlaceAnswer } from "@/server/exchange/core/exchange-port";
import { type FillModel, marketFillPrice, takerFee } from "@/server/exchange/core/market-fill";
import type { MarketRules } from "@/server/exchange/core/market-rules";
import { type Clocks, plusMs } from "@/server/kernel/clock";
import { type Decimal, ONE, toStored, ZERO } from "@/server/kernel/money";
import type { Tick } from "@/server/market/core/market-feed";
import type { RecordTx } from "@/server/platform/db";
import { isUniqueViolation } from "@/server/platform/is-unique-violation";
import {
  findOpenOrders,
  findVenueBalances,
  findVenueOrder,
  lockFree,
  lockOpenOrder,
  type OpenPaperOrder,
  saveBalanceChange,
  saveCancelled,
  saveOrder,
  saveTrade,
} from "./store";

export type PaperVenueSetup = {
  readonly clocks: Clocks;
  readonly rulesOf: (venue: string, symbol: string) => MarketRules | undefined;
  readonly lastTick: (venue: string, symbol: string) => Tick | undefined;
  readonly model: FillModel;
  /** market clock, between acceptance and the first possible fill */
  readonly latencyMs: number;
};

export type PaperVenue = ExchangePort & {
  /** Matches open orders against the newest prices; answers how many traded. */
  readonly match: () => Promise<number>;
};

/** What the venue asks for above the reference price of a market buy before it accepts it. */
const HOLD_MARGIN = "1.01";

/**
 * The system's own venue: accepts orders at once and fills them later against observed prices, as an exchange would.
 *
 * It keeps its own balances, orders and trades and knows nothing of the ledger, so that comparing the two proves
 * something. Fees are taken in the quote currency. Rejects what the real exchange would: off the lot, below the
 * minimum, not enough money, no price, too late.
 */
export function createPaperVenue(setup: PaperVenueSetup): PaperVenue {
  return {
    createOrder: (request) => acceptOrder(setup, request),
    findOrder: findVenueOrder,
    listBalances: findVenueBalances,
    match: () => matchAll(setup),
  };
}

async function acceptOrder(setup: PaperVenueSetup, request: OrderRequest): Promise<PlaceAnswer> {
  const rules = setup.rulesOf(request.venue, request.symbol);
  const tick = setup.lastTick(request.venue, request.symbol);
  const refusal = objection(setup, request, rules, tick);
  if (refusal || !rules || !tick) return { kind: "rejected", reason: refusal ?? "no market" };
  try {
    return await record((tx) => book(tx, setup, request, rules, tick));
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    const known = await findVenueOrder(request, request.clientOrderId);
    return known
      ? { kind: "accepted", venueOrderId: known.venueOrderId }
      : { kind: "rejected", reason: "duplicate id" };
  }
}

function objection(
  setup: PaperVenueSetup,
  request: OrderRequest,
  rules?: MarketRules,
  tick?: Tick,
): string | null {
  if (setup.clocks.wall() > request.deadline) return "arrived after its deadline";
  if (!rules) return `${request.symbol} is not listed`;
  if (!tick) return `no price for ${request.symbol} yet`;
  if (!request.amount.mod(rules.lotSize).isZero()) return `amount is not a multiple of ${rules.lotSize}`;
  if (request.amount.lt(rules.minAmount)) return `amount is below ${rules.minAmount}`;
  // an exit may empty a small holding; exchanges apply the minimum value to both sides, so does this venue
  if (request.amount.times(tick.last).lt(rules.minNotional)) return `value is below ${rules.minNotional}`;
  return null;
}

async function book(
  tx: RecordTx,
  setup: PaperVenueSetup,
  request: OrderRequest,
  rules: MarketRules,
  tick: Tick,
): Promise<PlaceAnswer> {
  const asset = request.side === "buy" ? request.quote : request.base;
  const cost = request.amount.times(tick.last).times(HOLD_MARGIN).times(ONE.plus(rules.takerFee));
  const held = request.side === "buy" ? toStored(cost) : request.amount;
  const free = await lockFree(tx, request, asset);
  // looked at again under the lock: after a wait for it nobody may expect the order any more
  if (setup.clocks.wall() > request.deadline)
    return { kind: "rejected", reason: "arrived after its deadline" };
  if (free.lt(held)) return { kind: "rejected", reason: `not enough ${asset}` };
  await saveBalanceChange(tx, request, asset, held.neg(), held);
  const at = setup.clocks.market();
  const order = { ...request, held, at, matchAt: plusMs(at, setup.latencyMs) };
  return { kind: "accepted", venueOrderId: await saveOrder(tx, order) };
}

async function matchAll(setup: PaperVenueSetup): Promise<number> {
  let traded = 0;
  const failures: unknown[] = [];
  for (const order of await findOpenOrders()) {
    const rules = setup.rulesOf(order.venue, order.symbol);
    const tick = setup.lastTick(order.venue, order.symbol);
    if (!rules || !tick || tick.at < order.matchAt) continue;
    const price = marketFillPrice(order.side, tick, rules, setup.model);
    try {
      await record((tx) => fill(tx, order, rules, price, tick));
      traded += 1;
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
  return traded;
}

async function fill(
  tx: RecordTx,
  order: OpenPaperOrder,
  rules: MarketRules,
  price: Decimal,
  tick: Tick,
): Promise<void> {
  if (!(await lockOpenOrder(tx, order.id))) return;
  const amount = order.amount.minus(order.filled);
  const quote = toStored(amount.times(price));
  const fee = takerFee(amount, price, rules);
  if (order.side === "buy") {
    const short = quote.plus(fee).minus(order.held);
    const free = await lockFree(tx, order, rules.quote);
    if (short.gt(free)) {
      await saveBalanceChange(tx, order, rules.quote, order.held, order.held.neg());
      await saveCancelled(tx, order.id);
      return;
    }
    await saveBalanceChange(tx, order, rules.quote, short.neg(), order.held.neg());
    await saveBalanceChange(tx, order, rules.base, amount, ZERO);
  } else {
    await saveBalanceChange(tx, order, rules.base, order.held.minus(amount), order.held.neg());
    await saveBalanceChange(tx, order, rules.quote, quote.minus(fee), ZERO);
  }
  await saveTrade(tx, order, { price, amount, fee, feeAsset: rules.quote, at: tick.at });
}
