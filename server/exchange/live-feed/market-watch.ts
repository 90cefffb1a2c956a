import type { PublicTrade } from "@/server/exchange/core/exchange-client";
import { type MarketMs, marketMs } from "@/server/kernel/clock";
import type { ExchangeName } from "@/server/kernel/exchange-names";
import type { Decimal } from "@/server/kernel/money";
import type { Tick } from "@/server/market/core/market-feed";
import { findBookFlaw, type OrderBook } from "@/server/market/core/order-book";
import { TradeTape } from "./core/trade-tape";
import type { PushedPrice, PushSource } from "./push-source";

const TICKS_KEPT = 500;
const BOOKS_KEPT = 20;
/** A book that old says nothing of the orders that rest now. */
const BOOK_OLD_MS = 10_000;

/** One market as its exchange tells it: trades once each, prices in the order of time. */
export class MarketWatch {
  readonly tape = new TradeTape();
  ended = false;
  /** every trade up to then is known: a request told them */
  sureTo = marketMs(0);
  /** a connection fell since the last request for missed trades */
  broken = false;
  repairing: Promise<number> | null = null;
  /** when somebody last wanted its book, wall ms; books are followed for a while after that */
  bookWantedAt: number | null = null;
  followsBook = false;
  /** the price that is pushed, and when it last changed, wall ms */
  pushedLast: Decimal | null = null;
  pushedMovedAt: number;
  /** how often in a row a request has told another price than the one that stands still */
  contradictions = 0;
  /** what is pushed was caught standing still: not believed until it changes */
  private frozenLast: Decimal | null = null;
  private pushedBook: Promise<OrderBook> | null = null;
  private books: OrderBook[] = [];
  private kept: Tick[] = [];
  private told: Omit<PushedPrice, "at"> = { last: null, bid: null, ask: null };

  constructor(
    readonly exchange: ExchangeName,
    readonly symbol: string,
    from: number,
  ) {
    this.pushedMovedAt = from;
  }

  /** Its prices are asked for: what is pushed of them is the price of long ago. */
  get isAsked(): boolean {
    return this.frozenLast !== null;
  }

  /** From now on prices by request, until the pushed one changes. */
  askInstead(): void {
    this.frozenLast = this.pushedLast;
  }

  /** Whether a pushed price may be believed: not the one that was caught standing still, told again. */
  believes(last: Decimal | null, now: number): boolean {
    if (last !== null && !this.pushedLast?.eq(last)) this.pushedMovedAt = now;
    if (last !== null) this.pushedLast = last;
    if (this.frozenLast === null) return true;
    if (last === null || this.frozenLast.eq(last)) return false;
    this.frozenLast = null;
    this.contradictions = 0;
    return true;
  }

  get ticks(): readonly Tick[] {
    return this.kept;
  }

  end(): void {
    this.ended = true;
  }

  /** The newest book not later than that, unless it is too old to be one. */
  bookAt(at: MarketMs): OrderBook | null {
    const book = this.books.findLast((one) => one.at <= at);
    return book && at - book.at <= BOOK_OLD_MS ? book : null;
  }

  /** The next book that is pushed: one promise, however often it is waited for. */
  nextBook(push: Pick<PushSource, "book">): Promise<OrderBook> {
    this.pushedBook ??= push.book(this.symbol).finally(() => {
      this.pushedBook = null;
    });
    return this.pushedBook;
  }

  hearBook(book: OrderBook): void {
    if (findBookFlaw(book) || book.at < (this.books.at(-1)?.at ?? 0)) return;
    this.books.push(book);
    if (this.books.length > BOOKS_KEPT) this.books.shift();
  }

  /** Trades from before anybody watched: they are known, and are no news. */
  remember(trades: readonly PublicTrade[]): void {
    this.tape.add(trades);
  }

  /**
   * Trades, however often they are told: one price each for those that are new. Those that were missed come late: the
   * price that stood before them stands after them again.
   */
  trade(trades: readonly PublicTrade[], instantOf: (at: number) => MarketMs): readonly Tick[] {
    const [before, beforeAt] = [this.told, this.kept.at(-1)?.at ?? 0];
    const fresh = this.tape.add(trades);
    const ticks = fresh.flatMap(({ price, at }) => this.tick({ ...this.told, last: price }, instantOf(at)));
    const newest = fresh.at(-1);
    if (!newest || instantOf(newest.at) >= beforeAt || !before.last) return ticks;
    return [...ticks, ...this.tick(before, instantOf(newest.at))];
  }

  /** A summary: its last price and quotes. */
  quote({ last, bid, ask }: Omit<PushedPrice, "at">, at: MarketMs): readonly Tick[] {
    return this.tick(
      { last: last ?? this.told.last, bid: bid ?? this.told.bid, ask: ask ?? this.told.ask },
      at,
    );
  }

  /** Whether a summary tells a trade that nobody told yet. */
  isNews({ last }: Tick): boolean {
    return this.told.last !== null && !this.told.last.eq(last);
  }

  /** None where nothing changed: a price told again is no new price. */
  private tick(price: Omit<PushedPrice, "at">, at: MarketMs): readonly Tick[] {
    const { last } = price;
    if (!last) return [];
    const [bid, ask] = [price.bid ?? last, price.ask ?? last];
    // two quotes of different instants may cross: the price itself stands then
    const isSound = bid.lte(ask);
    const newest = this.kept.at(-1);
    const tick: Tick = {
      exchange: this.exchange,
      symbol: this.symbol,
      // trades that were missed are told late: the time of a market never goes back
      at: marketMs(Math.max(at, newest?.at ?? 0)),
      last,
      bid: isSound ? bid : last,
      ask: isSound ? ask : last,
    };
    this.told = price;
    if (newest && newest.at === tick.at && isSame(newest, tick)) return [];
    this.kept.push(tick);
    if (this.kept.length > TICKS_KEPT) this.kept = this.kept.slice(-TICKS_KEPT / 2);
    return [tick];
  }
}

const isSame = (a: Tick, b: Tick): boolean => a.last.eq(b.last) && a.bid.eq(b.bid) && a.ask.eq(b.ask);
