import { setTimeout as sleep } from "node:timers/promises";
import type { ListedMarket, MarketData, PublicTrade } from "@/server/exchange/core/exchange-client";
import { type MarketMs, marketMs } from "@/server/kernel/clock";
import { exchangeLabel } from "@/server/kernel/exchange-names";
import { Fault } from "@/server/kernel/result";
import type { Candle, Timeframe } from "@/server/market/core/candle";
import type { Tick } from "@/server/market/core/market-feed";
import type { OrderBook } from "@/server/market/core/order-book";
import { hashOfText, toUniform } from "@/server/market/core/simulation/seeded-random";
import { LIVE_PACE, type LivePace } from "./live-pace";
import { MarketWatch } from "./market-watch";
import type { PushSource } from "./push-source";

export type LiveLogger = {
  readonly info: (facts: object, words: string) => void;
  readonly warn: (facts: object, words: string) => void;
};

export type LiveExchangeSetup = {
  readonly data: MarketData;
  /** null where an exchange pushes nothing */
  readonly push: PushSource | null;
  readonly now: () => number;
  readonly onTicks: (ticks: readonly Tick[]) => void;
  readonly onLost: () => void;
  readonly log: LiveLogger;
  readonly pace?: LivePace;
};

const MARKETS_EVERY_MS = 3_600_000;
const OFFSET_EVERY_MS = 600_000;
const TRADES_AT_ONCE = 1_000;
const REPAIR_PAGES = 10;
const BOOK_DEPTH = 50;
const BOOK_EVERY_MS = 500;
const BOOK_WANTED_MS = 60_000;
/** One that tells a clock further behind than that tells no clock, but when something last happened. */
const BEHIND_MOST_MS = 10_000;
/** An exchange that closes a candle writes its last trades into it for a moment more. */
const SETTLED_MS = 250;
/** Candles are read in pages, each a call. */
const CANDLES_MS = 15_000;
/** An exchange that has just failed is not waited for. */
const DOWN_MS = 5_000;

/** One exchange of the live feed, by itself: its connections, its markets, and what it last told. */
export class LiveExchange {
  private readonly pace: LivePace;
  private readonly ending = new AbortController();
  private readonly watched = new Map<string, MarketWatch>();
  private readonly asked = new Map<string, MarketWatch>();
  private listed: readonly ListedMarket[] = [];
  private offsetMs = 0;
  private pushedAt: number;
  private isDown = false;
  private failedAt = 0;
  private turn = 0;
  private readonly firstMarkets: Promise<void>;

  constructor(private readonly setup: LiveExchangeSetup) {
    this.pace = setup.pace ?? LIVE_PACE;
    this.pushedAt = setup.now();
    this.firstMarkets = this.readMarkets();
    this.firstMarkets.catch(() => undefined);
    void this.repeat(() => this.keepMarkets());
    void this.repeat(() => this.measureOffset());
    void this.repeat(() => this.poll());
    void this.repeat(() => this.reconcile());
  }

  get exchange() {
    return this.setup.data.exchange;
  }

  /** Its requests, whose pace is kept together. */
  get data(): MarketData {
    return this.setup.data;
  }

  /** What it lists now; empty while it could not be asked. Waits for the first answer that long at most. */
  async markets(waitMs: number): Promise<readonly ListedMarket[]> {
    const first = this.firstMarkets.catch(() => undefined);
    if (this.listed.length === 0) await Promise.race([first, this.pause(waitMs)]);
    return this.listed;
  }

  get size(): number {
    return this.listed.length;
  }

  lists(symbol: string): boolean {
    return this.listed.some((market) => market.symbol === symbol);
  }

  watch(symbols: ReadonlySet<string>): void {
    for (const [symbol, market] of this.watched) {
      if (symbols.has(symbol)) continue;
      market.end();
      this.watched.delete(symbol);
    }
    for (const symbol of symbols) {
      if (this.watched.has(symbol) || !this.lists(symbol)) continue;
      const market = this.asked.get(symbol) ?? new MarketWatch(this.exchange, symbol);
      this.asked.delete(symbol);
      this.watched.set(symbol, market);
      this.follow(market);
    }
  }

  ticksOf(symbol: string): readonly Tick[] {
    return this.watched.get(symbol)?.ticks ?? [];
  }

  /** The newest book not later than that; null while none is known. Whoever wants one has it followed for a minute. */
  book(symbol: string, at: MarketMs): OrderBook | null {
    const market = this.watched.get(symbol);
    if (!market) return null;
    market.bookWantedAt = this.setup.now();
    if (!market.followsBook) void this.followBook(market);
    return market.bookAt(at);
  }

  /** Closed candles from the exchange's own call, or out of its trades where it has none for anybody. */
  async candles(
    symbol: string,
    timeframe: Timeframe,
    from: MarketMs,
    limit: number,
  ): Promise<readonly Candle[] | null> {
    if (this.isDown && this.setup.now() - this.failedAt < DOWN_MS)
      throw new Fault("market", true, `${exchangeLabel(this.exchange)} does not answer now.`);
    return this.ask(() => this.setup.data.candles(symbol, timeframe, from, limit), CANDLES_MS);
  }

  /**
   * What has closed by then, on our clock, has closed for the exchange as well and has its last trade in it: a candle
   * read earlier would be kept as it was half way.
   */
  closedBy(): MarketMs {
    const behindMs = Math.min(Math.max(-this.offsetMs, 0), BEHIND_MOST_MS);
    return marketMs(Math.round(this.setup.now() - behindMs) - SETTLED_MS);
  }

  /** The same out of the trades that were heard: only what is wholly known. */
  tradedCandles(symbol: string, timeframe: Timeframe, from: MarketMs, until: MarketMs): readonly Candle[] {
    return (this.watched.get(symbol) ?? this.asked.get(symbol))?.tape.candles(timeframe, from, until) ?? [];
  }

  /** Makes sure that trades up to now are known: candles of them may be made then. */
  async catchUp(symbol: string): Promise<void> {
    const market =
      this.watched.get(symbol) ?? this.asked.get(symbol) ?? new MarketWatch(this.exchange, symbol);
    if (!this.watched.has(symbol)) this.asked.set(symbol, market);
    await this.repair(market);
  }

  async close(): Promise<void> {
    this.ending.abort();
    for (const market of this.watched.values()) market.end();
    await Promise.allSettled([this.setup.push?.close(), this.setup.data.close()]);
  }

  private follow(market: MarketWatch): void {
    void this.repair(market).catch((error: unknown) => this.fell(error));
    const { push } = this.setup;
    if (!push) return;
    void this.stream(market, async () => this.heard(market, await push.trades(market.symbol)));
    void this.stream(market, async () => {
      const told = await push.price(market.symbol);
      this.pushedAt = this.setup.now();
      this.emit(market.quote(told, this.instant(told.at)));
    });
  }

  /** Waits for one message after another; a connection that fell is opened anew, later and later, and what was missed read. */
  private async stream(market: MarketWatch, next: () => Promise<void>): Promise<void> {
    let failures = 0;
    while (this.goesOn(market)) {
      try {
        await next();
        if (failures > 0) this.came();
        failures = 0;
      } catch (error) {
        if (!this.goesOn(market)) return;
        market.broken = true;
        this.fell(error);
        await this.pause(this.backOff(market, failures++));
        void this.repair(market).catch(() => undefined);
      }
    }
  }

  /** Half of it by the market's name and the try: not all come back in the same moment. */
  private backOff({ symbol }: MarketWatch, failures: number): number {
    const longest = Math.min(this.pace.retryMs * 2 ** failures, this.pace.retryMostMs);
    return longest * (0.5 + toUniform(hashOfText(`${symbol} ${failures}`)) / 2);
  }

  private heard(market: MarketWatch, trades: readonly PublicTrade[]): void {
    this.pushedAt = this.setup.now();
    this.emit(market.trade(trades, (at) => this.instant(at)));
  }

  /** Reads what was traded since the newest trade known: nothing is taken twice. Gives how many prices that were. */
  private async repair(market: MarketWatch): Promise<number> {
    if (market.repairing) return market.repairing;
    market.repairing = this.readMissed(market).finally(() => {
      market.repairing = null;
    });
    return market.repairing;
  }

  private async readMissed(market: MarketWatch): Promise<number> {
    const { tape, symbol } = market;
    let missed = 0;
    if (tape.wholeFrom === null) {
      const told = await this.ask(() => this.setup.data.trades(symbol, null, TRADES_AT_ONCE));
      const oldest = told[0]?.at ?? this.setup.now() + this.offsetMs;
      market.remember(told);
      tape.beginAt(marketMs(oldest + 1));
      market.sureTo = marketMs(told.at(-1)?.at ?? oldest);
      return 0;
    }
    for (let page = 0; page < REPAIR_PAGES && this.goesOn(market); page++) {
      // pushed trades say nothing of those before them: only what a request told is sure
      const since = marketMs(market.sureTo - 1);
      const told = await this.ask(() => this.setup.data.trades(symbol, since, TRADES_AT_ONCE));
      this.noteTorn(market, told);
      market.sureTo = marketMs(Math.max(market.sureTo, told.at(-1)?.at ?? 0));
      const ticks = market.trade(told, (at) => this.instant(at));
      missed += ticks.length;
      this.emit(ticks);
      if (told.length < TRADES_AT_ONCE) break;
    }
    return missed;
  }

  /**
   * The last sure trade is asked for as well: a list without it does not reach back to it. What an unbroken connection
   * pushed meanwhile may stand for what is missing.
   */
  private noteTorn(market: MarketWatch, told: readonly PublicTrade[]): void {
    const { tape, symbol } = market;
    const oldest = told[0];
    const wasBroken = market.broken;
    market.broken = false;
    if (!oldest || tape.newestAt === null || oldest.at <= market.sureTo) return;
    if (!wasBroken && tape.has(oldest.id)) return;
    tape.beginAt(marketMs(oldest.at + 1));
    this.setup.onLost();
    this.setup.log.warn({ exchange: this.exchange, symbol }, "trades were missed and cannot be had any more");
  }

  private async followBook(market: MarketWatch): Promise<void> {
    market.followsBook = true;
    let failures = 0;
    while (this.goesOn(market) && this.setup.now() - (market.bookWantedAt ?? 0) < BOOK_WANTED_MS) {
      try {
        await this.readBook(market);
        failures = 0;
      } catch (error) {
        this.fell(error);
        await this.pause(this.backOff(market, failures++));
      }
    }
    market.followsBook = false;
  }

  /**
   * A pushed book out of sequence is dropped with its connection, and comes whole with the next call. One that does not
   * change is not pushed either: it is asked for before it is too old to be believed.
   */
  private async readBook(market: MarketWatch): Promise<void> {
    const { push, data } = this.setup;
    const pushed = push && (await Promise.race([market.nextBook(push), this.pause(this.pace.quietMs)]));
    const askedAt = this.instant(null);
    const told = pushed || (await this.ask(() => data.book(market.symbol, BOOK_DEPTH)));
    // some exchanges tell when it last changed: what was asked for holds as of the question
    market.hearBook({ ...told, at: pushed ? this.instant(told.at) : askedAt });
    await this.pause(push ? BOOK_EVERY_MS : this.pace.pollMs);
  }

  /** One market after the other: a trade that a connection lost on the way is found within a round. */
  private async reconcile(): Promise<void> {
    await this.pause(this.pace.reconcileMs);
    const markets = [...this.watched.values()];
    const market = markets[this.turn++ % Math.max(markets.length, 1)];
    if (market && (await this.repair(market)) > 0) await this.dropSilent();
  }

  /** A connection that told nothing for a while, though there was news, is opened anew. */
  private async dropSilent(): Promise<void> {
    const { push, now } = this.setup;
    if (!push || now() - this.pushedAt < this.pace.quietMs) return;
    this.setup.log.warn(
      { exchange: this.exchange },
      "a connection is silent though prices moved: it is opened anew",
    );
    this.pushedAt = now();
    await push.reset();
  }

  /** Asks for prices where none are pushed. */
  private async poll(): Promise<void> {
    await this.pause(this.pace.pollMs);
    const { push, data, now } = this.setup;
    const isQuiet = now() - this.pushedAt >= this.pace.quietMs;
    if (this.watched.size === 0 || (push && !isQuiet)) return;
    const told = await this.ask(() => data.tickers([...this.watched.keys()]));
    let news = 0;
    for (const tick of told) {
      const market = this.watched.get(tick.symbol);
      if (market?.isNews(tick)) news++;
      if (market) this.emit(market.quote(tick, this.instant(tick.at)));
    }
    if (news > 0) await this.dropSilent();
  }

  private async keepMarkets(): Promise<void> {
    if (this.listed.length > 0) await this.pause(MARKETS_EVERY_MS);
    else {
      await this.firstMarkets.catch(() => undefined);
      if (this.listed.length > 0) return;
      await this.pause(this.pace.retryMostMs / 2);
    }
    await this.readMarkets();
  }

  private async readMarkets(): Promise<void> {
    const listed = await this.ask(() => this.setup.data.markets());
    this.listed = listed.filter(({ active }) => active);
  }

  private async measureOffset(): Promise<void> {
    this.offsetMs = await this.ask(() => this.setup.data.clockOffset());
    await this.pause(OFFSET_EVERY_MS);
  }

  /** The exchange's instant on our clock, never later than now. */
  private instant(at: number | null): MarketMs {
    const now = this.setup.now();
    return marketMs(Math.min(at === null ? now : Math.round(at - this.offsetMs), now));
  }

  private emit(ticks: readonly Tick[]): void {
    if (ticks.length > 0) this.setup.onTicks(ticks);
  }

  private async ask<T>(call: () => Promise<T>, withinMs = this.pace.callMs): Promise<T> {
    const giveUp = new AbortController();
    try {
      const late = sleep(withinMs, null, { signal: giveUp.signal, ref: false }).then(() => {
        throw new Fault("market", true, `${exchangeLabel(this.exchange)} did not answer in time.`);
      });
      late.catch(() => undefined);
      const told = await Promise.race([call(), late]);
      this.came();
      return told;
    } catch (error) {
      this.fell(error);
      throw error;
    } finally {
      giveUp.abort();
    }
  }

  private came(): void {
    if (!this.isDown) return;
    this.isDown = false;
    this.setup.log.info({ exchange: this.exchange }, "an exchange answers again");
  }

  private fell(error: unknown): void {
    this.failedAt = this.setup.now();
    if (this.isDown || this.ending.signal.aborted) return;
    this.isDown = true;
    this.setup.log.warn(
      { exchange: this.exchange, err: error },
      "an exchange cannot be reached, it is tried again and again",
    );
  }

  private goesOn(market: MarketWatch): boolean {
    return !this.ending.signal.aborted && !market.ended;
  }

  private async repeat(work: () => Promise<void>): Promise<void> {
    while (!this.ending.signal.aborted) {
      const isDone = await work().then(
        () => true,
        () => false,
      );
      if (!isDone) await this.pause(this.pace.retryMs);
    }
  }

  private async pause(ms: number): Promise<void> {
    await sleep(ms, undefined, { signal: this.ending.signal, ref: false }).catch(() => undefined);
  }
}
