import { setTimeout as sleep } from "node:timers/promises";
import type { ListedMarket, MarketData, PublicTrade } from "@/server/exchange/core/exchange-client";
import { type MarketMs, marketMs } from "@/server/kernel/clock";
import { type ExchangeName, exchangeLabel } from "@/server/kernel/exchange-names";
import { Fault } from "@/server/kernel/result";
import type { Candle, Timeframe } from "@/server/market/core/candle";
import type { Tick } from "@/server/market/core/market-feed";
import type { OrderBook } from "@/server/market/core/order-book";
import { hashOfText, toUniform } from "@/server/market/core/simulation/seeded-random";
import { BookFollower } from "./book-follower";
import { ExchangeClock } from "./exchange-clock";
import type { LiveLogger } from "./live-logger";
import { LIVE_PACE, type LivePace } from "./live-pace";
import { MarketWatch } from "./market-watch";
import { PricePoll } from "./price-poll";
import type { PushSource } from "./push-source";
import { Reach } from "./reach";

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

/** How one exchange stands; times in wall ms. */
export type LiveStatus = {
  readonly exchange: ExchangeName;
  readonly watched: number;
  /** how long it has not been reached; null where it is */
  readonly downMs: number | null;
  /** markets whose pushed price stood still, so that they are asked for */
  readonly asked: readonly string[];
  /** its clock less ours, and when that was read; null before */
  readonly offsetMs: number;
  readonly measuredAt: number | null;
};

const MARKETS_EVERY_MS = 3_600_000;
const OFFSET_EVERY_MS = 600_000;
const TRADES_AT_ONCE = 1_000;
const REPAIR_PAGES = 10;
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
  private readonly reach: Reach;
  private readonly clock: ExchangeClock;
  private pushedAt: number;
  private turn = 0;
  private readonly firstMarkets: Promise<void>;
  private readonly polled: PricePoll;
  private readonly books: BookFollower;

  constructor(private readonly setup: LiveExchangeSetup) {
    this.pace = setup.pace ?? LIVE_PACE;
    this.pushedAt = setup.now();
    this.reach = new Reach({
      exchange: setup.data.exchange,
      now: setup.now,
      log: setup.log,
      isOver: () => this.ending.signal.aborted,
    });
    this.clock = new ExchangeClock(setup.now, () => this.ask(() => setup.data.clockOffset()));
    this.polled = new PricePoll({
      watched: this.watched,
      pace: this.pace,
      now: setup.now,
      isPushed: () => setup.push !== null && setup.now() - this.pushedAt < this.pace.quietMs,
      tickers: (symbols) => this.ask(() => setup.data.tickers([...symbols])),
      onPrice: (market, tick) => this.emit(market.quote(tick, this.clock.instant(tick.at))),
      onSilent: () => this.dropSilent(),
      onFrozen: (symbols) => this.dropFrozen(symbols),
    });
    this.books = new BookFollower({
      push: setup.push,
      pace: this.pace,
      now: setup.now,
      ask: (symbol, depth) => this.ask(() => setup.data.book(symbol, depth)),
      instant: (at) => this.clock.instant(at),
      pause: (ms) => this.pause(ms),
      goesOn: (market) => this.goesOn(market),
      fell: async (market, error, failures) => {
        this.reach.fell(error);
        await this.pause(this.backOff(market, failures));
      },
    });
    this.firstMarkets = this.readMarkets();
    this.firstMarkets.catch(() => undefined);
    void this.repeat(() => this.keepMarkets());
    void this.repeat(() => this.measureOffset());
    void this.repeat(async () => {
      await this.pause(this.pace.pollMs);
      await this.polled.round();
    });
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
      const market = this.asked.get(symbol) ?? new MarketWatch(this.exchange, symbol, this.setup.now());
      this.asked.delete(symbol);
      this.watched.set(symbol, market);
      this.follow(market);
    }
  }

  /** How it stands with its prices and its clock. */
  status(): LiveStatus {
    const { exchange, watched, clock, reach } = this;
    const asked = [...watched.values()].filter(({ isAsked }) => isAsked).map(({ symbol }) => symbol);
    const { offsetMs, measuredAt } = clock;
    return { exchange, watched: watched.size, downMs: reach.downMs, asked, offsetMs, measuredAt };
  }

  /** Reads the exchange's clock now. */
  measureClock(): Promise<void> {
    return this.clock.measure();
  }

  /** Opens the connection of pushed prices anew; nothing where it has none. */
  async reopen(): Promise<void> {
    this.pushedAt = this.setup.now();
    await this.setup.push?.reset();
  }

  /** Asks for the prices of these from now on, until what is pushed of them moves. */
  askInstead(symbols: readonly string[]): void {
    for (const symbol of symbols) this.watched.get(symbol)?.askInstead();
  }

  ticksOf(symbol: string): readonly Tick[] {
    return this.watched.get(symbol)?.ticks ?? [];
  }

  /** The newest book not later than that; null while none is known. Whoever wants one has it followed for a minute. */
  book(symbol: string, at: MarketMs): OrderBook | null {
    const market = this.watched.get(symbol);
    if (!market) return null;
    market.bookWantedAt = this.setup.now();
    if (!market.followsBook) void this.books.follow(market);
    return market.bookAt(at);
  }

  /** Closed candles from the exchange's own call, or out of its trades where it has none for anybody. */
  async candles(
    symbol: string,
    timeframe: Timeframe,
    from: MarketMs,
    limit: number,
  ): Promise<readonly Candle[] | null> {
    if (this.reach.hasJustFailed(DOWN_MS))
      throw new Fault("market", true, `${exchangeLabel(this.exchange)} does not answer now.`);
    return this.ask(() => this.setup.data.candles(symbol, timeframe, from, limit), CANDLES_MS);
  }

  /** What has closed by then has closed for the exchange as well. */
  closedBy(): MarketMs {
    return this.clock.closedBy();
  }

  /** The same out of the trades that were heard: only what is wholly known. */
  tradedCandles(symbol: string, timeframe: Timeframe, from: MarketMs, until: MarketMs): readonly Candle[] {
    return (this.watched.get(symbol) ?? this.asked.get(symbol))?.tape.candles(timeframe, from, until) ?? [];
  }

  /** Makes sure that trades up to now are known: candles of them may be made then. */
  async catchUp(symbol: string): Promise<void> {
    const market =
      this.watched.get(symbol) ??
      this.asked.get(symbol) ??
      new MarketWatch(this.exchange, symbol, this.setup.now());
    if (!this.watched.has(symbol)) this.asked.set(symbol, market);
    await this.repair(market);
  }

  async close(): Promise<void> {
    this.ending.abort();
    for (const market of this.watched.values()) market.end();
    await Promise.allSettled([this.setup.push?.close(), this.setup.data.close()]);
  }

  private follow(market: MarketWatch): void {
    void this.repair(market).catch((error: unknown) => this.reach.fell(error));
    const { push } = this.setup;
    if (!push) return;
    void this.stream(market, async () => this.heard(market, await push.trades(market.symbol)));
    void this.stream(market, async () => {
      const told = await push.price(market.symbol);
      this.pushedAt = this.setup.now();
      if (market.believes(told.last, this.pushedAt))
        this.emit(market.quote(told, this.clock.instant(told.at)));
    });
  }

  /** Waits for one message after another; a connection that fell is opened anew, later and later, and what was missed read. */
  private async stream(market: MarketWatch, next: () => Promise<void>): Promise<void> {
    let failures = 0;
    while (this.goesOn(market)) {
      try {
        await next();
        if (failures > 0) this.reach.came();
        failures = 0;
      } catch (error) {
        if (!this.goesOn(market)) return;
        market.broken = true;
        this.reach.fell(error);
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
    const ticks = market.trade(trades, (at) => this.clock.instant(at));
    // a trade that nobody knew is a sign of life
    if (ticks.length > 0) market.believes(trades.at(-1)?.price ?? null, this.pushedAt);
    this.emit(ticks);
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
      const oldest = told[0]?.at ?? this.setup.now() + this.clock.offsetMs;
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
      const ticks = market.trade(told, (at) => this.clock.instant(at));
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

  /** Opens the connection anew; what stood still is asked for until it moves there. */
  private async dropFrozen(symbols: readonly string[]): Promise<void> {
    const { log } = this.setup;
    log.warn({ exchange: this.exchange, symbols }, "pushed prices stand still: asked for until they move");
    await this.reopen();
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
    await this.clock.measure();
    await this.pause(OFFSET_EVERY_MS);
  }

  private emit(ticks: readonly Tick[]): void {
    if (ticks.length > 0) this.setup.onTicks(ticks);
  }

  private ask<T>(call: () => Promise<T>, withinMs = this.pace.callMs): Promise<T> {
    return this.reach.ask(call, withinMs);
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
