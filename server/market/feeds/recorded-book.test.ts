import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { marketMs } from "@/server/kernel/clock";
import { Decimal, sumOf } from "@/server/kernel/money";
import { findBookFlaw, type OrderBook, walkBook } from "../core/order-book";
import { median } from "../testing/stylised-facts";
import { readRecordedBook } from "./recorded-book";
import { openRecordedFeed } from "./recorded-feed";
import { createSimulatedFeed } from "./simulated-feed";

const FACTS = path.resolve(import.meta.dirname, "../../../../shared/facts/market");
const BOOKS = path.join(FACTS, "BINANCE_BTC-USDT_book20_1s.jsonl.gz");
const NAME = "BINANCE_BTC-USDT_book20_1s.jsonl";
const T0 = Date.UTC(2024, 7, 8, 23, 54);
const BTC = { exchange: "binance" as const, symbol: "BTC/USDT" };
const hasFacts = existsSync(BOOKS);

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "books-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const bookLine = (t: number, bid = 99.5, ask = 100) =>
  JSON.stringify({ t, bids: [[bid, 1.5]], asks: [[ask, 0.00001]] });
async function fileOf(lines: readonly string[], name = NAME): Promise<string> {
  const file = path.join(folder, name);
  await writeFile(file, `${lines.join("\n")}\n`);
  return file;
}

describe("recorded books", () => {
  test("are shown from their instant on, exact, until they are too old to say anything", async () => {
    const book = await readRecordedBook(await fileOf([bookLine(T0), bookLine(T0 + 1_000, 99.7)]));
    expect(book).toMatchObject({ ...BTC, from: T0, until: T0 + 1_000 });
    expect(book.bookAt(marketMs(T0 - 1))).toBeNull();
    expect(book.bookAt(marketMs(T0 + 999))).toMatchObject({ at: T0 });
    expect(book.bookAt(marketMs(T0 + 1_000))?.bids[0]?.price.toFixed()).toBe("99.7");
    expect(book.bookAt(marketMs(T0 + 11_000))?.asks[0]?.amount.toFixed()).toBe("0.00001");
    expect(book.bookAt(marketMs(T0 + 11_001))).toBeNull();
  });

  test.each([
    ["a crossed book", [bookLine(T0), bookLine(T0 + 1, 101)], /row 2 cannot be believed \(crossed-book\)/],
    ["an amount of zero", [`{"t":${T0},"bids":[[1,0]],"asks":[[2,1]]}`], /row 1.*not-positive/],
    ["an empty side", [`{"t":${T0},"bids":[],"asks":[[2,1]]}`], /row 1 is not a book/],
    ["levels out of order", [`{"t":${T0},"bids":[[1,1],[2,1]],"asks":[[3,1]]}`], /row 1.*out-of-order/],
    ["a repeated instant", [bookLine(T0), bookLine(T0)], /row 2 is not later/],
    ["a line that is no JSON", [bookLine(T0), "{"], /row 2 is not a book/],
  ])("%s is refused with file and row", async (_what, lines, message) => {
    await expect(readRecordedBook(await fileOf(lines))).rejects.toThrow(message);
    await expect(readRecordedBook(await fileOf(lines))).rejects.toThrow(NAME);
  });

  test("a file must be named for its market", async () => {
    await expect(readRecordedBook(await fileOf([bookLine(T0)], "books.jsonl"))).rejects.toThrow(NAME);
  });

  test("stand behind the feed's port where they are given, and change its source; without them there is none", async () => {
    const rows = [0, 1].map((row) => `${T0 - 240_000 + row * 300_000},100,101,99,100,1`);
    const candles = await fileOf(
      ["timestamp_ms,open,high,low,close,volume", ...rows],
      "BINANCE_BTC-USDT_5m.csv",
    );
    const books = await fileOf([bookLine(T0)]);
    const [plain, withBooks] = [
      await openRecordedFeed([candles], Date.now()),
      await openRecordedFeed([candles], Date.now(), { bookFiles: [books] }),
    ];
    expect(await plain.book(BTC, marketMs(T0))).toBeNull();
    expect(await withBooks.book(BTC, marketMs(T0))).toMatchObject({ at: T0 });
    expect(await withBooks.book({ ...BTC, symbol: "ETH/USDT" }, marketMs(T0))).toBeNull();
    expect(withBooks.source).not.toBe(plain.source);
  });
});

const costInBp = (book: OrderBook, amount: number): number => {
  const { fills, filled } = walkBook(book, "buy", new Decimal(amount));
  const mid = sumOf([book.asks[0]?.price ?? new Decimal(0), book.bids[0]?.price ?? new Decimal(0)]).div(2);
  const paid = sumOf(fills.map((fill) => fill.price.times(fill.amount)));
  return filled.lt(amount) ? Number.NaN : paid.div(filled).div(mid).minus(1).times(10_000).toNumber();
};
const depthWithinBp = (book: OrderBook, bp: number): number => {
  const best = book.asks[0]?.price ?? new Decimal(0);
  const within = book.asks.filter(({ price }) => price.lte(best.times(1 + bp / 10_000)));
  return sumOf(within.map(({ amount }) => amount)).toNumber();
};

/** Every book of the recording, one a second. */
async function readRealBooks(): Promise<readonly OrderBook[]> {
  const recorded = await readRecordedBook(BOOKS);
  const books = new Map<number, OrderBook>();
  for (let at: number = recorded.from; at <= recorded.until; at++) {
    const book = recorded.bookAt(marketMs(at));
    if (book) books.set(book.at, book);
  }
  return [...books.values()];
}

async function makeBooks(): Promise<readonly OrderBook[]> {
  const books: OrderBook[] = [];
  for (const seed of [1, 2, 3]) {
    const feed = createSimulatedFeed({ seed, startAt: marketMs(T0) });
    for (let index = 0; index < 100; index++) {
      const book = await feed.book(BTC, marketMs(T0 + index * 6_000_000));
      if (book) books.push(book);
    }
  }
  return books;
}

const touchOf = (book: OrderBook): number => book.asks[0]?.amount.toNumber() ?? Number.NaN;
const spreadOf = ({ asks, bids }: OrderBook): number =>
  (asks[0]?.price.toNumber() ?? Number.NaN) - (bids[0]?.price.toNumber() ?? Number.NaN);
const typical = (books: readonly OrderBook[], figure: (book: OrderBook) => number): number =>
  median(books.map(figure).filter(Number.isFinite));

describe.skipIf(!hasFacts)("the recorded books of ../shared/facts/market (skipped where absent)", () => {
  test("are 346 sound books of twenty levels, and an order costs what they say, to the tick", async () => {
    const books = await readRealBooks();
    expect(books).toHaveLength(346);
    for (const book of books) {
      expect(findBookFlaw(book)).toBeNull();
      expect([book.bids.length, book.asks.length]).toEqual([20, 20]);
    }
    const [first] = books;
    // by hand from the first line: 1.6052 at .64, 0.00843 at .65, 0.00016 at .68, 0.00086 at 8.13, rest at 8.95
    const walk = first && walkBook(first, "buy", new Decimal("1.615"));
    expect(walk?.fills.map(({ price, amount }) => `${amount} ${price}`)).toEqual([
      "1.6052 61837.64",
      "0.00843 61837.65",
      "0.00016 61837.68",
      "0.00086 61838.13",
      "0.00035 61838.95",
    ]);
  });

  test("and the simulated ones of the same market are alike within the stated bands", async () => {
    const [real, made] = [await readRealBooks(), await makeBooks()];
    const ratio = (figure: (book: OrderBook) => number): number =>
      typical(made, figure) / typical(real, figure);
    expect(ratio(spreadOf)).toBeLessThan(1.5);
    for (const figure of [
      touchOf,
      (book: OrderBook) => depthWithinBp(book, 0.5),
      (book: OrderBook) => depthWithinBp(book, 1),
    ]) {
      expect(ratio(figure)).toBeGreaterThan(0.4);
      expect(ratio(figure)).toBeLessThan(2.5);
    }
    for (const amount of [0.1, 1]) {
      expect(typical(real, (book) => costInBp(book, amount))).toBeLessThan(0.01);
      expect(typical(made, (book) => costInBp(book, amount))).toBeLessThan(0.1);
    }
    // most recorded books end before 10 BTC: depth further out is that of the snapshot (23 BTC within 5 bp)
    expect(typical(made, (book) => costInBp(book, 10))).toBeGreaterThan(0.1);
    expect(typical(made, (book) => costInBp(book, 10))).toBeLessThan(2);
    expect(typical(made, (book) => depthWithinBp(book, 5))).toBeGreaterThan(12);
    expect(typical(made, (book) => depthWithinBp(book, 5))).toBeLessThan(48);
  });
});
