import { type MarketMs, marketMs } from "@/server/kernel/clock";
import { type Decimal, ONE, ZERO } from "@/server/kernel/money";
import type { Candle } from "@/server/market/core/candle";
import type { BookLevel, OrderBook } from "@/server/market/core/order-book";
import { decimalOf, type Json, rowsOf } from "./read-answer";

/** A candle with the instant it closes: open ones are left out by whoever knows what time it is. */
export type TimedCandle = { readonly candle: Candle; readonly closesAt: MarketMs };
type Fields = { readonly [field in "open" | "high" | "low" | "close" | "volume"]: unknown };

export const toCandle = (openAt: MarketMs, fields: Fields, lengthMs: number): TimedCandle => ({
  candle: {
    openAt,
    open: decimalOf(fields.open, "open"),
    high: decimalOf(fields.high, "high"),
    low: decimalOf(fields.low, "low"),
    close: decimalOf(fields.close, "close"),
    volume: decimalOf(fields.volume, "volume"),
  },
  closesAt: marketMs(openAt + lengthMs),
});

type Asked = { readonly from: MarketMs; readonly limit: number; readonly now: number };

/** Those that have closed and were asked for, oldest first. */
export const closedOf = (told: readonly TimedCandle[], { from, limit, now }: Asked): readonly Candle[] =>
  told
    .filter(({ candle, closesAt }) => candle.openAt >= from && closesAt <= now)
    .map(({ candle }) => candle)
    .sort((a, b) => a.openAt - b.openAt)
    .slice(0, limit);

/** A book whose levels are rows of price and amount, best first. */
export const toBook = (answer: Json, atMs: number, depth: number): OrderBook => ({
  at: marketMs(atMs),
  bids: levelsOf(answer.bids, depth),
  asks: levelsOf(answer.asks, depth),
});

const levelsOf = (rows: unknown, depth: number): readonly BookLevel[] =>
  rowsOf(rows)
    .slice(0, depth)
    .map(([price, amount]) => ({ price: decimalOf(price, "price"), amount: decimalOf(amount, "amount") }));

/** The step of that many digits after the point: 2 is 0.01. */
export const stepOf = (digits: Decimal): Decimal => ONE.div(TEN.pow(digits));
const TEN = ONE.times(10);

/** Price over all that traded; null while nothing has. */
export const averageOf = (quote: Decimal, base: Decimal): Decimal | null =>
  base.gt(ZERO) ? quote.div(base) : null;
