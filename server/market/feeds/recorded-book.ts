import path from "node:path";
import { z } from "zod";
import { type MarketMs, marketMs } from "@/server/kernel/clock";
import { findExchange } from "@/server/kernel/exchange-names";
import { Decimal } from "@/server/kernel/money";
import { CandleFileError } from "../candle-files/candle-file-error";
import type { MarketId } from "../core/market-feed";
import { type BookLevel, findBookFlaw, type OrderBook } from "../core/order-book";
import { readRecordedFile } from "./read-recorded-file";

/** The recorded books of one market. */
export type RecordedBook = MarketId & {
  readonly file: string;
  readonly sha256: string;
  /** first and last instant with a book (market clock) */
  readonly from: MarketMs;
  readonly until: MarketMs;
  /** The newest book not later than `at`; null before the first, or when that one is older than BOOK_AGE_MAX_MS. */
  readonly bookAt: (at: MarketMs) => OrderBook | null;
};

const FORM = /^([A-Za-z]+)_([A-Z0-9]{2,12})-([A-Z0-9]{2,12})_book[0-9]+(?:_[A-Za-z0-9-]+)?\.jsonl(?:\.gz)?$/;
const EXAMPLE = "BINANCE_BTC-USDT_book20_1s.jsonl.gz";
/** An older book says nothing of what rests now. */
const BOOK_AGE_MAX_MS = 10_000;

const levels = z.array(z.tuple([z.number(), z.number()])).min(1);
const line = z.object({ t: z.int().positive(), bids: levels, asks: levels });

/**
 * Reads recorded books, plain or gzipped: one JSON line per book, {"t": ms, "bids": [[price, amount], …], "asks": …},
 * best first, strictly rising in time. Throws CandleFileError with file and row at the first book that cannot be.
 */
export async function readRecordedBook(file: string): Promise<RecordedBook> {
  const base = path.basename(file);
  const market = readName(base);
  const { text: content, sha256 } = await readRecordedFile(file);
  const books: OrderBook[] = [];
  for (const [index, text] of content.trimEnd().split("\n").entries())
    books.push(readBook(base, index, text, books.at(-1)));
  const [first, last] = [books[0], books.at(-1)];
  if (!first || !last) throw new CandleFileError(`${base}: holds no book.`);
  return {
    ...market,
    file: base,
    sha256,
    from: first.at,
    until: last.at,
    bookAt: (at) => {
      const book = books[countUpTo(books, at) - 1];
      return book && at - book.at <= BOOK_AGE_MAX_MS ? book : null;
    },
  };
}

function readName(base: string): MarketId {
  const [, exchangeText = "", coin = "", quote = ""] = FORM.exec(base) ?? [];
  const exchange = findExchange(exchangeText);
  if (exchange) return { exchange, symbol: `${coin}/${quote}` };
  throw new CandleFileError(`The name ${base} does not say whose books it holds: name it like ${EXAMPLE}.`);
}

function readBook(base: string, index: number, text: string, before: OrderBook | undefined): OrderBook {
  const parsed = line.safeParse(toJson(text));
  const row = `${base}: row ${index + 1}`;
  if (!parsed.success)
    throw new CandleFileError(`${row} is not a book: it needs t, bids and asks as [price, amount].`);
  const { t, bids, asks } = parsed.data;
  const book = { at: marketMs(t), bids: bids.map(toLevel), asks: asks.map(toLevel) };
  const flaw = findBookFlaw(book);
  if (flaw) throw new CandleFileError(`${row} cannot be believed (${flaw}).`);
  if (before && book.at <= before.at)
    throw new CandleFileError(`${row} is not later than the row before it: rows must be in order of time.`);
  return book;
}

function toJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

const toLevel = ([price, amount]: readonly [number, number]): BookLevel => ({
  price: new Decimal(price),
  amount: new Decimal(amount),
});

/** How many books are not later than `at`. */
function countUpTo(books: readonly OrderBook[], at: number): number {
  let [low, high] = [0, books.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((books[middle]?.at ?? 0) <= at) low = middle + 1;
    else high = middle;
  }
  return low;
}
