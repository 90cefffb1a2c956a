// The paper venue on a hand-turned market, with books and volumes a test writes by hand.
import type { OrderRequest } from "@/server/exchange/core/exchange-port";
import { paperVenue } from "@/server/exchange/core/venue-name";
import { type MarketMs, marketMs, plusMs, wallMs } from "@/server/kernel/clock";
import type { ExchangeName } from "@/server/kernel/exchange-names";
import { toDecimal } from "@/server/kernel/money";
import type { Tick } from "@/server/market/core/market-feed";
import type { MarketRules } from "@/server/market/core/market-rules";
import type { OrderBook } from "@/server/market/core/order-book";
import { db } from "@/server/platform/db";
import type { PaperTerms } from "../core/paper-terms";
import type { RecentTrading } from "../core/recent-trading";
import { depositAtPaperVenue } from "../deposit";
import { createPaperVenue } from "../paper-venue";

export const START_AT = marketMs(Date.UTC(2026, 0, 5));
export const LATENCY_MS = 250;
const WALL_AT = wallMs(Date.UTC(2026, 0, 5, 8));
const USER_ID = "00000000-0000-4000-8000-000000000001";

type HandOrder = {
  readonly id: string;
  readonly side: "buy" | "sell";
  readonly amount: string;
  readonly limit?: string;
  readonly stop?: string;
  readonly postOnly?: boolean;
};
type Rows = readonly (readonly [price: string, amount: string])[];
export type HandBook = { readonly bids: Rows; readonly asks: Rows };

export const rulesFor = (exchange: ExchangeName, fees: Partial<MarketRules> = {}): MarketRules => ({
  exchange,
  symbol: "BTC/USDT",
  base: "BTC",
  quote: "USDT",
  tickSize: toDecimal("0.01"),
  lotSize: toDecimal("0.001"),
  minAmount: toDecimal("0.001"),
  minNotional: toDecimal("5"),
  makerFee: toDecimal("0.001"),
  takerFee: toDecimal("0.002"),
  ...fees,
});

export const toBook = (at: MarketMs, { bids, asks }: HandBook): OrderBook => {
  const side = (rows: Rows) =>
    rows.map(([price, amount]) => ({ price: toDecimal(price), amount: toDecimal(amount) }));
  return { at, bids: side(bids), asks: side(asks) };
};

/** A fresh process at the same venue: everything but the database starts anew, at the instant it is given. */
export function openVenue(exchange: ExchangeName, from: MarketMs = START_AT) {
  const rules = rulesFor(exchange);
  const account = { userId: USER_ID, book: "paper", venue: paperVenue(exchange) } as const;
  let now = from;
  let tick: Tick | undefined;
  let book: OrderBook | null = null;
  let recent: RecentTrading | null = null;
  const terms: PaperTerms = {
    model: { halfSpread: toDecimal("0.0002"), slippage: toDecimal("0.0003") },
    latencyMs: LATENCY_MS,
  };
  const venue = createPaperVenue({
    clocks: { market: () => now, wall: () => WALL_AT },
    rulesOf: (name) => (name === account.venue ? rules : undefined),
    lastTick: () => tick,
    bookOf: async () => book,
    recentOf: async () => recent,
    termsOf: async () => terms,
  });
  const show = (last: string, afterMs: number, quotes?: readonly [bid: string, ask: string]): Tick => {
    now = plusMs(now, afterMs);
    const [bid, ask] = quotes ?? [last, last];
    const prices = { last: toDecimal(last), bid: toDecimal(bid), ask: toDecimal(ask) };
    tick = { exchange, symbol: rules.symbol, at: now, ...prices };
    return tick;
  };
  const request = (order: HandOrder): OrderRequest => ({
    ...account,
    clientOrderId: order.id,
    symbol: rules.symbol,
    base: rules.base,
    quote: rules.quote,
    side: order.side,
    amount: toDecimal(order.amount),
    type: order.limit ? "limit" : "market",
    limitPrice: order.limit ? toDecimal(order.limit) : null,
    postOnly: order.postOnly ?? false,
    stopPrice: order.stop ? toDecimal(order.stop) : null,
    deadline: plusMs(WALL_AT, 5_000),
  });
  return {
    venue,
    account,
    rules,
    show,
    now: () => now,
    /** The book from now on; `null` for none. */
    setBook: (rows: HandBook | null) => {
      book = rows && toBook(now, rows);
    },
    setRecent: (perMinute: string, deviation: string) => {
      recent = { perMinute: toDecimal(perMinute), deviation: toDecimal(deviation) };
    },
    place: (order: HandOrder) => venue.createOrder(request(order)),
    /** Shows a price and matches against it. */
    tick: (last: string, afterMs = 1_000, quotes?: readonly [bid: string, ask: string]) =>
      venue.match([show(last, afterMs, quotes)]),
    order: async (id: string) => {
      const found = await venue.findOrder(account, id);
      if (!found) throw new Error(`no order ${id}`);
      const trades = found.trades.map(
        ({ price, amount, fee, liquidity }) =>
          `${liquidity} ${amount.toFixed()} @ ${price.toFixed()} fee ${fee.amount.toFixed()} ${fee.asset}`,
      );
      return { status: found.status, reason: found.reason, trades };
    },
    deposit: (asset: string, amount: string) =>
      depositAtPaperVenue({
        ...account,
        asset,
        amount: toDecimal(amount),
        ref: `${asset} ${amount}`,
        oldRef: "",
      }),
    /** "free + used" of an asset. */
    balance: async (asset: string) => {
      const row = await db.paperBalance.findFirst({ where: { ...account, asset } });
      return row ? `${row.free.toFixed()} + ${row.used.toFixed()}` : "0 + 0";
    },
  };
}
