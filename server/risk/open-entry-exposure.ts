import type { Book } from "@/server/kernel/book";
import type { Clocks, MarketMs, WallMs } from "@/server/kernel/clock";
import type { ExchangeName } from "@/server/kernel/exchange-names";
import type { MarketId, Tick } from "@/server/market/core/market-feed";
import type { Settings } from "@/server/settings/core/settings";
import { createEntryExposure, type EntryExposure, type TakenEntry } from "./entry-exposure";
import { loadBook } from "./load-book";
import { readCoinMoves } from "./read-coin-moves";

/** What an exposure needs of the running worker. */
export type ExposureSources = {
  readonly clocks: Clocks;
  readonly lastTick: (exchange: ExchangeName, symbol: string) => Tick | undefined;
};

type ExposureQuery = {
  readonly userId: string;
  readonly book: Book;
  /** the slot decided on, market clock */
  readonly at: MarketMs;
  readonly settings: Settings;
  /** where entries may go: what moves with them is known by then */
  readonly markets?: readonly MarketId[];
};

export type OpenExposure = Pick<EntryExposure, "factsFor"> & {
  /** Counts an entry at once; answers what to call when it is written, or given up. */
  readonly take: (entry: TakenEntry) => () => void;
};

/** An entry taken here: the database knows of it once it is written. */
type Taken = { readonly entry: TakenEntry; readonly takenAt: WallMs; writtenIn: number | null };
type Kept = {
  readonly taken: Set<Taken>;
  /** by slot, the newest last */
  readonly loading: Map<MarketMs, Promise<EntryExposure>>;
  readonly open: Map<MarketMs, EntryExposure>;
  /** counts readings and writes, to tell which came first */
  turn: number;
};

const EXPOSURES_MAX = 2;
/** Wall clock: what was taken longer ago is written, or never will be. */
const FORGET_MS = 60_000;
/** By runtime: all entries of a book pass through the one process that leads. */
const kept = new WeakMap<object, Map<string, Kept>>();

/**
 * The exposure that all entries of a user's book pass at a slot, shared by every shard and batch: its facts are read once.
 * What was taken at another slot and is not written yet counts as well.
 */
export async function openEntryExposure(sources: ExposureSources, q: ExposureQuery): Promise<OpenExposure> {
  const book = bookOf(sources, `${q.userId} ${q.book}`);
  const { factsFor } = await (book.loading.get(q.at) ?? load(sources, book, q));
  // what this batch may enter; the others were read with theirs
  await readCoinMoves(sources, q.markets ?? [], q);
  const take: OpenExposure["take"] = (entry) => {
    const taken: Taken = { entry, takenAt: sources.clocks.wall(), writtenIn: null };
    book.taken.add(taken);
    for (const exposure of book.open.values()) exposure.take(entry);
    return () => {
      book.turn += 1;
      taken.writtenIn = book.turn;
    };
  };
  return { factsFor, take };
}

function bookOf(sources: ExposureSources, key: string): Kept {
  const books = kept.get(sources) ?? new Map<string, Kept>();
  kept.set(sources, books);
  const known = books.get(key) ?? { taken: new Set(), loading: new Map(), open: new Map(), turn: 0 };
  books.set(key, known);
  return known;
}

function load(sources: ExposureSources, book: Kept, q: ExposureQuery): Promise<EntryExposure> {
  book.turn += 1;
  const loading = read(sources, book, q, book.turn);
  book.loading.set(q.at, loading);
  loading.catch(() => book.loading.delete(q.at));
  for (const oldest of book.loading.keys()) {
    if (book.loading.size <= EXPOSURES_MAX) break;
    book.loading.delete(oldest);
    book.open.delete(oldest);
  }
  return loading;
}

async function read(
  sources: ExposureSources,
  book: Kept,
  q: ExposureQuery,
  turn: number,
): Promise<EntryExposure> {
  const { userId, at, settings } = q;
  const priceOf = (exchange: ExchangeName, symbol: string) =>
    sources.lastTick(exchange, symbol)?.last ?? null;
  const loaded = await loadBook({ userId, book: q.book, at, timeZone: settings.timeZone, priceOf });
  const movesWith = await readCoinMoves(sources, loaded.markets, { at, settings });
  const exposure = createEntryExposure(loaded, settings, movesWith);
  const forgotten = sources.clocks.wall() - FORGET_MS;
  for (const taken of book.taken) {
    if (taken.takenAt < forgotten) book.taken.delete(taken);
    // written before this reading began: it has been read
    else if (taken.writtenIn === null || taken.writtenIn > turn) exposure.take(taken.entry);
  }
  book.open.set(at, exposure);
  return exposure;
}
