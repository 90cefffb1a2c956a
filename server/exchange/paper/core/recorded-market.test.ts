import { beforeAll, describe, expect, it } from "vitest";
import { type Side, venueRules } from "@/server/exchange/core/venue-rules";
import { type MarketMs, marketMs } from "@/server/kernel/clock";
import { type Decimal, maxOf, sumOf, toDecimal, ZERO } from "@/server/kernel/money";
import type { Tick } from "@/server/market/core/market-feed";
import type { MarketRules } from "@/server/market/core/market-rules";
import type { BookLevel, OrderBook } from "@/server/market/core/order-book";
import {
  isRecorded,
  newestBefore,
  quantile,
  type RawBook,
  type RecordedTrade,
  readClockOffset,
  readRawBooks,
  readTrades,
  type TakerOrder,
  toBooks,
  toTakerOrders,
} from "../testing/recorded-market";
import { canMatch } from "./find-takes";
import { matchOrder } from "./match-order";
import { WINDOW_MIN_MS } from "./paper-model";
import type { MarketView, PaperOrder, PaperTrade } from "./paper-order";

const rules: MarketRules = {
  exchange: "binance",
  symbol: "BTC/USDT",
  base: "BTC",
  quote: "USDT",
  tickSize: toDecimal("0.01"),
  lotSize: toDecimal("0.00001"),
  minAmount: toDecimal("0.00001"),
  minNotional: toDecimal("5"),
  makerFee: toDecimal("0.001"),
  takerFee: toDecimal("0.001"),
};
const terms = {
  rules,
  venue: venueRules.binance,
  model: { halfSpread: toDecimal("0.0002"), slippage: toDecimal("0.0003") },
};
const MUCH = toDecimal("100000000");
const REST_MS = 30_000;
const RESTING = toDecimal("0.01");

const orderOf = (side: Side, amount: Decimal, limitPrice: Decimal | null): PaperOrder => ({
  side,
  amount,
  limitPrice,
  type: limitPrice ? "limit" : "market",
  postOnly: false,
  stopPrice: null,
  filled: ZERO,
  restingAt: null,
  queueAhead: null,
  matchAt: marketMs(0),
  held: side === "buy" ? MUCH : amount,
});

function viewAt(at: MarketMs, last: Decimal, book: OrderBook | null): MarketView {
  const tick: Tick = { exchange: "binance", symbol: "BTC/USDT", at, last, bid: last, ask: last };
  return { tick, book, recent: null, windowMs: WINDOW_MIN_MS, ownTraded: ZERO, traded: null };
}

const tradedValue = (trades: readonly PaperTrade[]): Decimal =>
  sumOf(trades.map(({ price, amount }) => price.times(amount)));

/** By hand from the file's own numbers: cents and hundred-thousandths as whole numbers. */
function costByHand(raw: RawBook | undefined, side: Side, units: bigint): string {
  let [left, cost] = [units, 0n];
  for (const [price, amount] of (side === "buy" ? raw?.asks : raw?.bids) ?? []) {
    const there = BigInt(Math.round(amount * 1e5));
    const taken = there < left ? there : left;
    cost += taken * BigInt(Math.round(price * 100));
    left -= taken;
  }
  return `${units - left} for ${cost}`;
}

describe.skipIf(!isRecorded)(
  "on recorded books and trades (skipped where shared/facts/market is absent)",
  () => {
    let raw: RawBook[] = [];
    let books: OrderBook[] = [];
    let trades: RecordedTrade[] = [];
    let takers: TakerOrder[] = [];
    beforeAll(() => {
      raw = readRawBooks();
      const offsetMs = readClockOffset();
      expect(offsetMs).toBe(1271);
      books = toBooks(raw, offsetMs);
      trades = readTrades();
      takers = toTakerOrders(trades);
    });

    it.each(["0.1", "1", "10"])("a market order of %s BTC costs what the book says, to the tick", (size) => {
      const units = BigInt(Math.round(Number(size) * 1e5));
      const outcomes = books.flatMap((book, index) =>
        (["buy", "sell"] as const).map((side) => {
          const order = orderOf(side, toDecimal(size), null);
          const matching = matchOrder(order, viewAt(book.at, toDecimal("61700"), book), terms, MUCH);
          const got = `${matching?.order.filled.times(1e5)} for ${tradedValue(matching?.trades ?? []).times(1e7)}`;
          return { got, said: costByHand(raw[index], side, units), status: matching?.order.status };
        }),
      );
      expect(outcomes.map(({ got }) => got)).toEqual(outcomes.map(({ said }) => said));
      const partial = outcomes.filter(({ status }) => status === "open").length;
      const most = { "0.1": 0, "1": 20, "10": 2 * books.length }[size] ?? 0;
      expect(partial).toBeLessThanOrEqual(most);
      if (size === "10") expect(partial).toBeGreaterThan(0);
    });

    it("pays what real takers paid, as near as a book up to a second old can say", () => {
      const all = takers.flatMap((taker) => compareTaker(taker, newestBefore(books, taker.at)));
      const fresh = all.filter(({ ageMs }) => ageMs <= 100);
      const walked = all.filter(({ slip, modelSlip }) => slip > 0 || modelSlip > 0);
      const paid = figuresOf(all.map(({ difference }) => difference));
      const paidFresh = figuresOf(fresh.map(({ difference }) => difference));
      const beyond = figuresOf(all.map(({ slip, modelSlip }) => modelSlip - slip));
      const beyondWalked = figuresOf(walked.map(({ slip, modelSlip }) => modelSlip - slip));
      // bands in bps: what the model paid more, and how far it went beyond the touch compared with the real order
      expect(all.length / takers.length).toBeGreaterThan(0.99);
      expect(paid).toMatchObject({ median: expect.closeTo(0, 2) });
      expect(paid.medianSize).toBeLessThan(0.05);
      expect(paid.p95).toBeLessThan(8);
      expect(paidFresh.medianSize).toBeLessThan(0.02);
      expect(paidFresh.p95).toBeLessThan(3.5);
      expect(beyond.p95).toBeLessThan(0.2);
      expect(beyondWalked.medianSize).toBeLessThan(0.1);
      expect(beyondWalked.p95).toBeLessThan(1);
    });

    it("a resting order fills when the queue ahead has traded, not before; untold of trades, not before one went through", () => {
      const rests = books.flatMap((book, index) => (index % 3 === 0 ? restAtBoth(book, trades) : []));
      expect(rests.map(({ told }) => told)).toEqual(rests.map(({ byHand }) => byHand));
      expect(rests.map(({ untold }) => untold)).toEqual(rests.map(({ throughByHand }) => throughByHand));
      const filled = rests.filter(({ told }) => told !== null);
      const through = rests.filter(({ untold }) => untold !== null).length;
      expect(filled.length).toBeGreaterThan(rests.length / 4);
      expect(through).toBeLessThanOrEqual(filled.length + rests.length / 50);
    });
  },
);

type Figures = {
  readonly count: number;
  readonly median: number;
  readonly medianSize: number;
  readonly p95: number;
};

/** Median with and without sign, and the size that 95 % stay below. */
const figuresOf = (values: readonly number[]): Figures => ({
  count: values.length,
  median: quantile(values, 0.5),
  medianSize: quantile(values.map(Math.abs), 0.5),
  p95: quantile(values.map(Math.abs), 0.95),
});

type Compared = {
  readonly ageMs: number;
  /** what the model pays more than was paid, in bps */
  readonly difference: number;
  /** how far beyond the touch it went, in bps: really, and by the model */
  readonly slip: number;
  readonly modelSlip: number;
};

function compareTaker(taker: TakerOrder, book: OrderBook | undefined): Compared[] {
  if (!book) return [];
  const order = orderOf(taker.side, taker.amount, null);
  const matching = matchOrder(order, viewAt(taker.at, taker.price, book), terms, MUCH);
  const touch = matching?.trades[0]?.price;
  if (!matching || !touch || matching.order.status === "open") return [];
  const price = tradedValue(matching.trades).div(taker.amount);
  const sign = taker.side === "buy" ? 1 : -1;
  const toBps = (a: Decimal, b: Decimal) => a.minus(b).div(b).times(1e4).times(sign).toNumber();
  return [
    {
      ageMs: taker.at - book.at,
      difference: toBps(price, taker.price),
      slip: toBps(taker.price, taker.first),
      modelSlip: toBps(price, touch),
    },
  ];
}

type Rest = { readonly [when in "told" | "untold" | "byHand" | "throughByHand"]: MarketMs | null } & {
  readonly from: MarketMs;
};

function restAtBoth(book: OrderBook, trades: readonly RecordedTrade[]): Rest[] {
  const after = trades.filter(({ at }) => at > book.at && at <= book.at + REST_MS);
  return (["buy", "sell"] as const).flatMap((side) => {
    const [best] = side === "buy" ? book.bids : book.asks;
    if (!best) return [];
    const through = after.find(({ price }) => isBeyond(side, price, best.price));
    const [told, untold] = [true, false].map((isTold) => restAndFill(side, best.price, book, after, isTold));
    return [
      {
        from: book.at,
        told: told ?? null,
        untold: untold ?? null,
        byHand: queueByHand(side, best, after),
        throughByHand: through?.at ?? null,
      },
    ];
  });
}

const isBeyond = (side: Side, price: Decimal, limit: Decimal): boolean =>
  side === "buy" ? price.lt(limit) : price.gt(limit);

/** When an order behind a level would be filled whole, from the list of trades alone. */
function queueByHand(side: Side, level: BookLevel, after: readonly RecordedTrade[]): MarketMs | null {
  let [atLevel, beyond] = [ZERO, ZERO];
  for (const { at, price, amount } of after) {
    if (price.eq(level.price)) atLevel = atLevel.plus(amount);
    if (isBeyond(side, price, level.price)) {
      atLevel = maxOf(atLevel, level.amount);
      beyond = beyond.plus(amount);
    }
    if (maxOf(atLevel.minus(level.amount), ZERO).plus(beyond).gte(RESTING)) return at;
  }
  return null;
}

/** When the model fills a small order at that price, told of the trades or seeing only last prices. */
function restAndFill(
  side: Side,
  limit: Decimal,
  book: OrderBook,
  after: readonly RecordedTrade[],
  isTold: boolean,
): MarketMs | null {
  let order = orderOf(side, RESTING, limit);
  const arrived = matchOrder(order, viewAt(book.at, limit, book), terms, MUCH);
  if (!arrived) throw new Error("the order did not arrive");
  order = { ...order, ...arrived.order };
  expect([order.restingAt, order.filled.toFixed()]).toEqual([book.at, "0"]);
  for (const trade of after) {
    const view = { ...viewAt(trade.at, trade.price, null), traded: isTold ? [trade] : null };
    if (!canMatch(order, view)) continue;
    const matching = matchOrder(order, view, terms, MUCH);
    if (!matching) continue;
    order = { ...order, ...matching.order };
    if (matching.order.status === "closed") return trade.at;
  }
  return null;
}
