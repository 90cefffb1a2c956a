import fc from "fast-check";
import { expect, it } from "vitest";
import type { OrderRequest } from "@/server/exchange/core/exchange-port";
import { venueRules } from "@/server/exchange/core/venue-rules";
import { type MarketMs, marketMs, plusMs, wallMs } from "@/server/kernel/clock";
import { type ExchangeName, exchangeNames } from "@/server/kernel/exchange-names";
import { maxOf, toDecimal, ZERO } from "@/server/kernel/money";
import { exchangeDefaults } from "@/server/market/core/exchange-defaults";
import type { Tick } from "@/server/market/core/market-feed";
import type { MarketRules } from "@/server/market/core/market-rules";
import type { BookLevel, OrderBook } from "@/server/market/core/order-book";
import { checkBalances, checkBooks, checkHolds, checkPrices } from "../testing/check-venue";
import { PureVenue } from "../testing/pure-venue";
import { PARTICIPATION } from "./paper-model";
import type { RecentTrading } from "./recent-trading";

const RUNS = 10_000;
const TICK = toDecimal("0.05");
const LOT = toDecimal("0.1");

// A step is a handful of numbers; what they mean is read off below. Small numbers collide often, and that is wanted.
const step = fc.tuple(fc.nat(8), fc.nat(), fc.nat(), fc.nat(255));
const scenario = fc.record({
  exchange: fc.constantFrom(...exchangeNames),
  quote: fc.nat(3_000),
  base: fc.nat(30),
  steps: fc.array(step, { minLength: 6, maxLength: 40, size: "max" }),
});
type Step = readonly [kind: number, one: number, two: number, flags: number];

const rulesOf = (exchange: ExchangeName): MarketRules => ({
  exchange,
  symbol: "BTC/USDT",
  base: "BTC",
  quote: "USDT",
  tickSize: TICK,
  lotSize: LOT,
  minAmount: LOT,
  minNotional: toDecimal("5"),
  makerFee: exchangeDefaults[exchange].makerFee,
  takerFee: exchangeDefaults[exchange].takerFee,
});

/** One market by hand: the price walks, books come and go and sometimes stay as they are. */
class Market {
  now = marketMs(1_000_000);
  private at = 2_000;
  private spread = 2;
  book: OrderBook | null = null;
  recent: RecentTrading | null = null;
  readonly books = new Map<MarketMs, OrderBook>();

  move(one: number, two: number, flags: number): void {
    this.now = plusMs(this.now, 100 + (one % 3) * 30_000);
    // now and then far enough to outrun what a market buy holds back
    this.at += ((two % 13) - 6) * (flags & 32 ? 10 : 1);
    this.spread = 1 + (flags & 3);
    this.recent = flags & 4 ? { perMinute: LOT.times(one % 400), deviation: toDecimal("0.004") } : null;
    if (!(flags & 8)) this.book = null;
    else if (!(flags & 16) || !this.book) this.book = this.newBook(one, two);
  }

  tick(): Tick {
    const [bid, ask] = [this.at, this.at + this.spread].map((ticks) => TICK.times(ticks));
    const last = bid ?? ZERO;
    return { exchange: "kraken", symbol: "BTC/USDT", at: this.now, last, bid: last, ask: ask ?? last };
  }

  private newBook(one: number, two: number): OrderBook {
    const side = (best: number, direction: number): BookLevel[] =>
      Array.from({ length: one % 4 }, (_, index) => ({
        price: TICK.times(best + direction * index * (1 + (two % 2))),
        amount: LOT.times(1 + ((one >> index) % 40)),
      }));
    const book = { at: this.now, bids: side(this.at, -1), asks: side(this.at + this.spread, 1) };
    this.books.set(book.at, book);
    return book;
  }

  request([, one, two, flags]: Step, id: string): OrderRequest {
    const side = flags & 1 ? "buy" : "sell";
    const limit = flags & 2 ? TICK.times(this.at + (two % 9) - 4) : null;
    const hasStop = limit === null && (flags & 12) === 4;
    const waits = limit === null && (flags & 12) === 8;
    return {
      userId: "u",
      book: "paper",
      venue: "paper:x",
      clientOrderId: id,
      symbol: "BTC/USDT",
      base: "BTC",
      quote: "USDT",
      side,
      amount: LOT.times(1 + (one % 60)),
      type: limit ? "limit" : waits ? "stop" : "market",
      triggerPrice: waits ? TICK.times(this.at + (side === "sell" ? -1 : 1) * (1 + (two % 6))) : null,
      limitPrice: limit,
      postOnly: limit !== null && (flags & 12) === 12,
      stopPrice: hasStop ? TICK.times(this.at + (two % 7) - 3).plus("0.02") : null,
      deadline: wallMs(1),
    };
  }
}

it("every asset is conserved, nothing is below zero or better than asked for, no liquidity is taken twice", () => {
  let [trades, partial, ended, inBase, released, waiting] = [0, 0, 0, 0, 0, 0];
  fc.assert(
    fc.property(scenario, ({ exchange, quote, base, steps }) => {
      const rules = rulesOf(exchange);
      const model = { halfSpread: toDecimal("0.0002"), slippage: toDecimal("0.0003") };
      const venue = new PureVenue({ rules, venue: venueRules[exchange], model });
      venue.deposit("USDT", toDecimal(`${quote}.37`));
      venue.deposit("BTC", LOT.times(base));
      const market = new Market();
      for (const [index, one] of steps.entries()) {
        run(venue, market, one, `o${index}`);
        checkHolds(venue);
      }
      checkBalances(venue, { USDT: toDecimal(`${quote}.37`), BTC: LOT.times(base) });
      checkPrices(venue, TICK);
      checkBooks(venue, market.books);
      trades += venue.trades.length;
      partial += venue.orders.filter((order) => order.filled.gt(0) && order.filled.lt(order.amount)).length;
      inBase += venue.trades.filter(
        ({ feeAsset, order }) => feeAsset === "BTC" && order.side === "sell",
      ).length;
      const stops = venue.orders.filter((order) => order.stopPrice?.mod(TICK).isZero());
      released += stops.filter((order) => order.type === "market" && order.filled.gt(0)).length;
      waiting += stops.filter((order) => order.type === "stop").length;
      ended += venue.orders.filter((order) => order.status === "canceled").length;
    }),
    { numRuns: RUNS, seed: 20_261_122 },
  );
  // the sequences are worth something only when much happened in them
  expect(trades).toBeGreaterThan(RUNS);
  expect(partial).toBeGreaterThan(RUNS / 10);
  expect(inBase).toBeGreaterThan(RUNS / 100);
  expect(ended).toBeGreaterThan(RUNS / 10);
  expect(released).toBeGreaterThan(RUNS / 10);
  expect(waiting).toBeGreaterThan(RUNS / 10);
}, 120_000);

function run(venue: PureVenue, market: Market, one: Step, id: string): void {
  const [kind, first] = one;
  if (kind < 3) venue.place(market.request(one, id), market.tick(), market.book);
  else if (kind === 3) venue.cancel(first % Math.max(1, venue.orders.length));
  else matchNext(venue, market, one);
}

function matchNext(venue: PureVenue, market: Market, [, first, second, flags]: Step): void {
  market.move(first, second, flags);
  const before = venue.trades.length;
  const { recent, now } = market;
  venue.match(market.tick(), market.book, recent);
  const fresh = venue.trades.slice(before).filter(({ bookAt }) => bookAt === null);
  if (!recent || fresh.length === 0) return;
  const most = maxOf(recent.perMinute.times(PARTICIPATION), LOT);
  const own = fresh.reduce((sum, { amount }) => sum.plus(amount), ZERO);
  if (own.gt(most)) throw new Error(`${own} of at most ${most} at ${now} without a book`);
}
