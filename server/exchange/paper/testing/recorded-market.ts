// Recorded books and trades of one market, read without any of the product's own readers: what the tests measure by.
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import { type MarketMs, marketMs } from "@/server/kernel/clock";
import { Decimal, sumOf, toDecimal } from "@/server/kernel/money";
import type { OrderBook } from "@/server/market/core/order-book";

const FOLDER = path.resolve(import.meta.dirname, "../../../../../shared/facts/market");
const BOOKS = path.join(FOLDER, "BINANCE_BTC-USDT_book20_1s.jsonl.gz");
const TRADES = path.join(FOLDER, "BINANCE_BTC-USDT_trades.csv.gz");
const RAW = path.join(FOLDER, "BINANCE_BTC-USDT_l2_raw_2024-08-08T2354.jsonl.gz");

export const isRecorded = [BOOKS, TRADES, RAW].every((file) => existsSync(file));

export type RawBook = {
  readonly t: number;
  readonly bids: readonly (readonly [number, number])[];
  readonly asks: readonly (readonly [number, number])[];
};
export type RecordedTrade = {
  readonly at: MarketMs;
  readonly price: Decimal;
  readonly amount: Decimal;
  /** of whoever took */
  readonly side: "buy" | "sell";
};
/** Trades of one millisecond and side: what one taker did. */
export type TakerOrder = {
  readonly at: MarketMs;
  readonly side: "buy" | "sell";
  readonly amount: Decimal;
  /** average paid or received */
  readonly price: Decimal;
  /** of its first piece: the touch it met */
  readonly first: Decimal;
};

const linesOf = (file: string): string[] =>
  gunzipSync(readFileSync(file)).toString("utf8").trimEnd().split("\n");

export const readRawBooks = (): RawBook[] => linesOf(BOOKS).map((line) => JSON.parse(line) as RawBook);

/**
 * How far the recorder's clock was behind the exchange's, in ms: books carry its stamp, trades the exchange's. The
 * median over all messages that carry both.
 */
export function readClockOffset(): number {
  const offsets: number[] = [];
  for (const line of linesOf(RAW)) {
    const cut = line.indexOf(" ");
    const { data } = JSON.parse(line.slice(cut + 1)) as { data?: { T?: number; E?: number } };
    const at = data?.T ?? data?.E;
    if (at) offsets.push(at - Number(line.slice(0, cut)) / 1e6);
  }
  return Math.round(offsets.sort((a, b) => a - b)[offsets.length >> 1] ?? 0);
}

/** The books on the exchange's clock. */
export const toBooks = (raw: readonly RawBook[], offsetMs: number): OrderBook[] =>
  raw.map(({ t, bids, asks }) => {
    const side = (rows: RawBook["bids"]) =>
      rows.map(([price, amount]) => ({ price: new Decimal(price), amount: new Decimal(amount) }));
    return { at: marketMs(t + offsetMs), bids: side(bids), asks: side(asks) };
  });

export const readTrades = (): RecordedTrade[] =>
  linesOf(TRADES)
    .slice(1)
    .map((line) => {
      const [at = "", price = "", amount = "", side] = line.split(",");
      return {
        at: marketMs(Number(at)),
        price: toDecimal(price),
        amount: toDecimal(amount),
        side: side === "buy" ? "buy" : "sell",
      };
    });

export function toTakerOrders(trades: readonly RecordedTrade[]): TakerOrder[] {
  const groups = Map.groupBy(trades, ({ at, side }) => `${at} ${side}`);
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (!first) return [];
    const amount = sumOf(group.map((trade) => trade.amount));
    const value = sumOf(group.map((trade) => trade.amount.times(trade.price)));
    return [{ at: first.at, side: first.side, amount, price: value.div(amount), first: first.price }];
  });
}

/** The newest of some books before an instant. */
export const newestBefore = (books: readonly OrderBook[], at: MarketMs): OrderBook | undefined =>
  books.findLast((book) => book.at < at);

/** The value below which that share of the numbers lies. */
export const quantile = (values: readonly number[], share: number): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
};
