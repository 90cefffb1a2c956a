import { record } from "@/server/audit/record";
import { paperVenue } from "@/server/exchange/core/venue-name";
import { venueRulesOf } from "@/server/exchange/core/venue-rules";
import { type MarketMs, marketMs } from "@/server/kernel/clock";
import { type Decimal, maxOf, minOf, ZERO } from "@/server/kernel/money";
import type { Tick } from "@/server/market/core/market-feed";
import type { MarketRules } from "@/server/market/core/market-rules";
import type { OrderBook } from "@/server/market/core/order-book";
import type { RecordTx } from "@/server/platform/db";
import { canMatch } from "./core/find-takes";
import { matchOrder } from "./core/match-order";
import { withoutOwn } from "./core/own-impact";
import { RECENT_MS, WINDOW_MIN_MS } from "./core/paper-model";
import type { MarketView, OrderChange, Terms } from "./core/paper-order";
import type { PaperVenueSetup } from "./paper-venue-setup";
import { lockFree, saveBalanceChange } from "./store/balances";
import {
  findCandidates,
  findOpenMarkets,
  findTaken,
  lockMarket,
  lockOrder,
  type PriceSpan,
  type StoredOrder,
  saveOrderChange,
  saveTrade,
  sumTradedWithoutBook,
} from "./store/orders";

type Market = { readonly venue: string; readonly symbol: string };
/** One price of a market with the book known at that instant. */
type Moment = { readonly tick: Tick; readonly book: OrderBook | null; readonly windowMs: number };

const keyOf = ({ venue, symbol }: Market): string => `${venue} ${symbol}`;

/**
 * The venue's matching. Only markets that have a new price are looked at, and of their orders only those that the
 * price could reach; a book is asked for once per price of a market that has open orders.
 */
export function createMatcher(setup: PaperVenueSetup): (ticks?: readonly Tick[]) => Promise<number> {
  /** The last price each market was matched at: how much time the next one stands for. */
  const matchedAt = new Map<string, MarketMs>();
  return async (ticks) => {
    let traded = 0;
    const failures: unknown[] = [];
    const fail = (error: unknown) => failures.push(error);
    for (const [market, prices] of await pricesOf(setup, ticks)) {
      try {
        const moments = await momentsOf(setup, market, prices, matchedAt.get(keyOf(market)));
        traded += await matchMarket(setup, market, moments, fail);
      } catch (error) {
        fail(error);
      }
    }
    for (const tick of ticks ?? []) {
      const market = { venue: paperVenue(tick.exchange), symbol: tick.symbol };
      matchedAt.set(keyOf(market), tick.at);
    }
    if (failures.length > 0) throw failures[0];
    return traded;
  };
}

/** The new prices, oldest first, of each market that has open orders. */
async function pricesOf(
  setup: PaperVenueSetup,
  ticks?: readonly Tick[],
): Promise<readonly (readonly [Market, readonly Tick[]])[]> {
  if (!ticks) {
    const markets = await findOpenMarkets();
    return markets.flatMap((market) => {
      const tick = setup.lastTick(market.venue, market.symbol);
      return tick ? [[market, [tick]] as const] : [];
    });
  }
  const byMarket = new Map<string, { market: Market; prices: Tick[] }>();
  for (const tick of ticks) {
    const market = { venue: paperVenue(tick.exchange), symbol: tick.symbol };
    const known = byMarket.get(keyOf(market));
    if (known) known.prices.push(tick);
    else byMarket.set(keyOf(market), { market, prices: [tick] });
  }
  if (byMarket.size === 0) return [];
  const open = await findOpenMarkets([...byMarket.values()].map(({ market }) => market));
  return open.flatMap((market) => {
    const found = byMarket.get(keyOf(market));
    return found ? [[market, found.prices] as const] : [];
  });
}

async function momentsOf(
  setup: PaperVenueSetup,
  { venue, symbol }: Market,
  ticks: readonly Tick[],
  matchedAt?: MarketMs,
): Promise<readonly Moment[]> {
  const moments: Moment[] = [];
  let before = matchedAt;
  for (const tick of ticks) {
    const book = (await setup.bookOf?.(venue, symbol, tick.at)) ?? null;
    const gap = before === undefined ? 0 : tick.at - before;
    moments.push({ tick, book, windowMs: Math.min(Math.max(gap, WINDOW_MIN_MS), RECENT_MS) });
    before = tick.at;
  }
  return moments;
}

async function matchMarket(
  setup: PaperVenueSetup,
  market: Market,
  moments: readonly Moment[],
  fail: (error: unknown) => void,
): Promise<number> {
  const rules = setup.rulesOf(market.venue, market.symbol);
  const span = spanOf(market, moments);
  if (!rules || !span) return 0;
  let orders = await findCandidates(span);
  let traded = 0;
  for (const moment of moments) {
    const round = await matchRound(setup, orders, moment, rules, fail);
    orders = round.left;
    traded += round.traded;
  }
  return traded;
}

/** Every order once at one price; those still open afterwards as they are now. */
async function matchRound(
  setup: PaperVenueSetup,
  orders: readonly StoredOrder[],
  moment: Moment,
  rules: MarketRules,
  fail: (error: unknown) => void,
): Promise<{ readonly left: readonly StoredOrder[]; readonly traded: number }> {
  const left: StoredOrder[] = [];
  let traded = 0;
  for (const order of orders) {
    try {
      const after = await matchOne(setup, order, moment, rules);
      if (after && (after.status !== "open" || after.filled.gt(order.filled))) traded += 1;
      if (after?.status !== "closed" && after?.status !== "canceled") left.push({ ...order, ...after });
    } catch (error) {
      fail(error);
      left.push(order);
    }
  }
  return { left, traded };
}

/** Every price at which somebody resting could have traded: last prices, and both far quotes. */
function spanOf(market: Market, moments: readonly Moment[]): PriceSpan | null {
  const prices = moments.flatMap(({ tick, book }) => {
    const quotes = [book?.asks[0]?.price ?? tick.ask, book?.bids[0]?.price ?? tick.bid];
    return [tick.last, ...quotes];
  });
  const [first] = prices;
  const until = moments.at(-1)?.tick.at;
  if (!first || until === undefined) return null;
  const pick = (choose: (a: Decimal, b: Decimal) => Decimal) => prices.reduce(choose, first);
  return { ...market, low: pick(minOf), high: pick(maxOf), until };
}

/** What became of an order; undefined when it was left as it is. */
async function matchOne(
  setup: PaperVenueSetup,
  order: StoredOrder,
  moment: Moment,
  rules: MarketRules,
): Promise<OrderChange | undefined> {
  const { tick, book } = moment;
  const windowMs = Math.max(WINDOW_MIN_MS, Math.min(moment.windowMs, tick.at - order.matchAt));
  const view = { tick, book, windowMs, recent: null, ownTraded: ZERO, traded: null };
  if (!canMatch(order, view)) return undefined;
  const needsVolume = !book || order.restingAt !== null;
  const recent = needsVolume ? ((await setup.recentOf?.(order.venue, order.symbol, tick.at)) ?? null) : null;
  const { model } = await setup.termsOf(order.userId);
  const terms = { rules, venue: venueRulesOf(rules.exchange), model };
  return record((tx) => matchLocked(tx, order.id, { ...view, recent }, terms));
}

async function matchLocked(
  tx: RecordTx,
  id: string,
  seen: MarketView,
  terms: Terms,
): Promise<OrderChange | undefined> {
  const { base, quote } = terms.rules;
  const before = await lockOrder(tx, { id });
  if (!before) return undefined;
  await lockMarket(tx, before.venue, before.symbol);
  // another matcher may have been faster: then this is the state it left
  if (before.status !== "open") return { ...before, reason: "" };
  const free = await lockFree(tx, before, [base, quote]);
  const taken = seen.book ? await findTaken(tx, before, seen.book.at) : [];
  const since = marketMs(seen.tick.at - seen.windowMs);
  const ownTraded = seen.recent ? await sumTradedWithoutBook(tx, before, since) : ZERO;
  const view = { ...seen, book: seen.book && withoutOwn(seen.book, taken), ownTraded };
  const matching = matchOrder(before, view, terms, free.get(quote) ?? ZERO);
  if (!matching) return undefined;
  for (const trade of matching.trades) await saveTrade(tx, before, trade);
  const byAsset = matching.changes.toSorted((a, b) => (a.asset < b.asset ? -1 : 1));
  for (const change of byAsset) await saveBalanceChange(tx, before, change);
  await saveOrderChange(tx, id, matching.order);
  return matching.order;
}
