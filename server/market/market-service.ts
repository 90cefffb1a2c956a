import { setTimeout as sleep } from "node:timers/promises";
import { type Clocks, type MarketMs, marketMs, plusMs, toDate, type WallMs } from "@/server/kernel/clock";
import type { ExchangeName } from "@/server/kernel/exchange-names";
import type { FeedView } from "@/server/market/core/feed-view";
import { timeframeMs } from "./core/candle";
import { disagrees, standsApart, worthOf } from "./core/judge-agreement";
import { frozenMs } from "./core/judge-frozen";
import {
  type CandleSeries,
  type MarketFeed,
  type MarketId,
  type MarketKind,
  marketKey,
  type PriceGap,
  type PricePush,
  type PriceStream,
  type Tick,
} from "./core/market-feed";
import type { MarketLogger } from "./market-logger";
import { RateReferences } from "./rate-references";
import type { RulesBook } from "./rules-book";
import { type Slot, SlotCollector } from "./slot-collector";
import { listClosedCandles } from "./store";
import { type PriceRefusal, TickBook } from "./tick-book";

/** One watched market for the live view, with what was refused of its ticks and closed candles, by reason. */
export type WatchedFeed = FeedView & { readonly refusedBy: Readonly<Partial<Record<PriceRefusal, number>>> };

export type MarketService = {
  /** The last accepted tick, from memory; undefined before the first. */
  readonly lastTick: (exchange: ExchangeName, symbol: string) => Tick | undefined;
  /** The markets that are watched for their rates alone. */
  readonly rateFeeds: () => readonly WatchedFeed[];
  /** Every watched market with its last price and the counts of what was refused, for the live view. */
  readonly feeds: () => readonly WatchedFeed[];
  /** How long a watched market has stood still though others move, ms; null where it has not: core/judge-frozen. */
  readonly frozenFor: (exchange: ExchangeName, symbol: string) => number | null;
  /** Whether other exchanges ask another price for the same: core/judge-agreement. */
  readonly disagrees: (exchange: ExchangeName, symbol: string) => boolean;
  /** Whether the slot of a timeframe, or a part of it, is still to be told: its candles are not stored yet. */
  readonly awaitsSlot: (timeframe: string, slotAt: number) => boolean;
  /** Ends after the work in hand, within a few seconds. */
  readonly stop: () => Promise<void>;
};

export type MarketServiceOptions = {
  readonly feed: MarketFeed;
  readonly rulesOf: RulesBook["rulesOf"];
  readonly clocks: Clocks;
  /** What the fleet watches now; asked about once a second. */
  readonly listActiveMarkets: () => Promise<readonly CandleSeries[]>;
  /** Markets whose prices are wanted though nothing is traded there: no slots, no stored candles. Asked with the others. */
  readonly listRateMarkets?: () => readonly MarketId[];
  /** Accepted ticks, oldest first. A batch whose call throws comes again, whole, before any newer one. */
  readonly onTicks: (ticks: readonly Tick[]) => Promise<void>;
  /** Told of prices that were lost; those after it come next. */
  readonly onGap?: (gap: PriceGap) => void;
  /**
   * Once per timeframe and slot, or part of one, after its candles are stored; again when it threw. At start: the
   * newest slot.
   */
  readonly onSlot: (slot: Slot) => Promise<void>;
  readonly logger: MarketLogger;
};

const ROUND_MS = 250;
const ACTIVE_EVERY_MS = 1_000;
/** Market time taken from the feed in one go. */
const TICK_WINDOW_MAX_MS = 15 * 60_000;
/** How far back to look for a market's present price when it is first watched. */
const PRESENT_PRICE_MS: Readonly<Record<MarketKind, number>> = {
  live: 60_000,
  simulated: 60_000,
  recorded: 86_400_000,
};
const COMPARED_MS = 60_000;
const LOG_EVERY_FAILURES = 100;
/** Work in hand that does not end must not hold the stop of the app back. */
const STOP_MAX_MS = 2_500;

/**
 * Watches the market for the worker: ticks as they are pushed, or four times a second, candles as their slots close. Faults of the
 * feed, the database or a listener are logged and tried again; the service itself ends by `stop` only.
 */
export function startMarketService(options: MarketServiceOptions): MarketService {
  const { feed, clocks, logger } = options;
  const stopping = new AbortController();
  const book = new TickBook();
  const watcher = new TickWatcher(options, book);
  const collector = new SlotCollector({
    feed,
    logger,
    wall: clocks.wall,
    onSlot: options.onSlot,
    onCandle: (series, candle, closedAt) => book.confirm(series, candle, closedAt),
    onRefused: (market, reason) => book.refuse(market, reason, 1),
  });
  const loops = [
    repeat("ticks", () => watcher.round(), { logger, signal: stopping.signal }),
    repeat("candles", () => collector.collect(watcher.active, clocks.market()), {
      logger,
      signal: stopping.signal,
    }),
  ];
  return {
    lastTick: (exchange, symbol) => book.quoteOf({ exchange, symbol }).tick ?? undefined,
    feeds: () => watcher.feeds(),
    frozenFor: (exchange, symbol) => watcher.frozenFor({ exchange, symbol }),
    disagrees: (exchange, symbol) => watcher.disagrees({ exchange, symbol }),
    awaitsSlot: (timeframe, slotAt) => collector.awaits(timeframe, slotAt),
    rateFeeds: () => watcher.rateFeeds(),
    stop: async () => {
      stopping.abort();
      watcher.close();
      await Promise.race([Promise.all(loops), sleep(STOP_MAX_MS, undefined, { ref: false })]);
    },
  };
}

async function repeat(
  name: string,
  round: () => Promise<void>,
  { logger, signal }: { readonly logger: MarketLogger; readonly signal: AbortSignal },
): Promise<void> {
  let failures = 0;
  while (!signal.aborted) {
    try {
      await round();
      if (failures > 0) logger.info({ failures }, `market: ${name} go on`);
      failures = 0;
    } catch (error) {
      failures++;
      if (failures % LOG_EVERY_FAILURES === 1)
        logger.error({ err: error, failures }, `market: ${name} failed, trying again`);
    }
    await sleep(ROUND_MS, undefined, { signal }).catch(() => undefined);
  }
}

/** Takes ticks as the feed pushes them, or asks it for them up to now, and hands on those that can be believed. */
class TickWatcher {
  active: readonly CandleSeries[] = [];
  private markets: readonly MarketId[] = [];
  private rates: readonly MarketId[] = [];
  private readonly rateReferences: RateReferences;
  /** how many of them have a price to measure ticks by */
  private watched = 0;
  /** markets whose left-out candles are counted */
  private readonly leftOut = new Set<string>();
  private activeReadAt: WallMs | null = null;
  private takenTo: MarketMs;
  /** null where the feed must be asked */
  private readonly stream: PriceStream | null;
  /** Accepted, but not yet taken by the listener. */
  private pending: readonly Tick[] = [];

  constructor(
    private readonly options: MarketServiceOptions,
    private readonly book: TickBook,
  ) {
    this.takenTo = options.clocks.market();
    this.rateReferences = new RateReferences({ ...options, book });
    this.stream = options.feed.subscribe?.({ from: this.takenTo, clocks: options.clocks }) ?? null;
  }

  close(): void {
    this.stream?.close();
  }

  async round(): Promise<void> {
    await this.refreshActive();
    await this.deliver();
    // up to the instant the round began: the clock never stands still, and chasing it would never end
    const now = this.options.clocks.market();
    while (this.takenTo < now && (await this.take(now))) await this.deliver();
  }

  feeds(): readonly WatchedFeed[] {
    return this.markets.map((market) => this.toFeed(market));
  }

  rateFeeds(): readonly WatchedFeed[] {
    return this.rates.map((market) => this.toFeed(market));
  }

  frozenFor(market: MarketId): number | null {
    const { motion } = this.book.quoteOf(market);
    const beside = {
      others: () => this.beside(market).map((other) => this.book.quoteOf(other).motion),
      differs: () => this.compare(market, standsApart),
    };
    return frozenMs(motion, beside, this.options.clocks.wall());
  }

  disagrees(market: MarketId): boolean {
    return this.compare(market, disagrees);
  }

  /** With last prices of the same elsewhere that are no older than a minute: an old one says nothing of now. */
  private compare(market: MarketId, judge: typeof disagrees): boolean {
    const own = this.book.quoteOf(market).tick;
    if (!own) return false;
    const now = this.options.clocks.wall();
    const others = this.beside(market).flatMap((other) => {
      if (other.exchange === market.exchange || worthOf(other.symbol) !== worthOf(market.symbol)) return [];
      const { tick, tickWallAt } = this.book.quoteOf(other);
      return tick && tickWallAt !== null && now - tickWallAt <= COMPARED_MS ? [tick.last] : [];
    });
    return judge(own.last, others);
  }

  private beside(market: MarketId): readonly MarketId[] {
    const own = marketKey(market);
    return [...this.markets, ...this.rates].filter((other) => marketKey(other) !== own);
  }

  private toFeed(market: MarketId): WatchedFeed {
    const { tick, tickWallAt, refused, refusedBy } = this.book.quoteOf(market);
    const frozen = this.frozenFor(market);
    return {
      exchange: market.exchange,
      symbol: market.symbol,
      last: tick?.last.toFixed() ?? null,
      bid: tick?.bid.toFixed() ?? null,
      ask: tick?.ask.toFixed() ?? null,
      priceDecimals:
        this.options.rulesOf(market.exchange, market.symbol)?.tickSize.decimalPlaces() ??
        tick?.last.decimalPlaces() ??
        2,
      tickMarketAt: tick ? toDate(tick.at).toISOString() : null,
      tickWallAt: tickWallAt === null ? null : toDate(tickWallAt).toISOString(),
      refusedTicks: refused,
      refusedBy,
      ...(frozen !== null && { frozenMs: frozen }),
    };
  }

  private async refreshActive(): Promise<void> {
    const { clocks, listActiveMarkets } = this.options;
    const wallNow = clocks.wall();
    if (this.activeReadAt !== null && Math.abs(wallNow - this.activeReadAt) < ACTIVE_EVERY_MS) {
      if (this.watched < this.markets.length + this.rates.length) await this.watchMeasurable();
      return;
    }
    this.active = await listActiveMarkets();
    this.activeReadAt = wallNow;
    const byKey = new Map(
      this.active.map(({ exchange, symbol }) => [marketKey({ exchange, symbol }), { exchange, symbol }]),
    );
    this.markets = [...byKey.values()];
    this.rates = (this.options.listRateMarkets?.() ?? []).filter((market) => !byKey.has(marketKey(market)));
    this.rateReferences.refresh(this.rates);
    this.countLeftOut();
    await this.findReferences();
    await this.watchMeasurable();
  }

  /** Candles that a recording lost when it was opened, once for each market. */
  private countLeftOut(): void {
    for (const market of this.markets) {
      const key = marketKey(market);
      if (this.leftOut.has(key)) continue;
      this.leftOut.add(key);
      for (const [reason, count] of Object.entries(this.options.feed.leftOut?.(market) ?? {}))
        this.book.refuse(market, reason as PriceRefusal, count);
    }
  }

  /**
   * Ticks of a market wait until a closed candle says where it stands: without one, a first tick a hundred times off
   * would be believed. The collector's candles give that reference; after a restart the stored ones do.
   */
  private async findReferences(): Promise<void> {
    for (const series of this.active) {
      if (this.book.referenceAt(series) !== null) continue;
      const [newest] = await listClosedCandles(series, { before: this.takenTo, count: 1 });
      if (newest) this.book.confirm(series, newest, plusMs(newest.openAt, timeframeMs(series.timeframe)));
    }
  }

  private async watchMeasurable(): Promise<void> {
    const measurable = [...this.markets, ...this.rates].filter(
      (market) => this.book.referenceAt(market) !== null,
    );
    const fresh = measurable.filter((market) => this.book.quoteOf(market).tick === null);
    if (fresh.length > 0) await this.findPresentPrices(fresh);
    if (this.stream) this.stream.watch(measurable);
    else this.options.feed.setActive(measurable);
    this.watched = measurable.length;
  }

  /** Prices before `takenTo` only show where the market stands; nobody may act on them, so no listener hears of them. */
  private async findPresentPrices(fresh: readonly MarketId[]): Promise<void> {
    const { feed, clocks } = this.options;
    feed.setActive(fresh);
    const from = marketMs(this.takenTo - PRESENT_PRICE_MS[feed.kind]);
    const ticks = await feed.ticks(from, this.takenTo);
    // what came before the reference is no fault of the feed: it is only older than what is known
    const newer = ticks.filter((tick) => !(tick.at < (this.book.referenceAt(tick) ?? 0)));
    this.book.accept(newer, clocks.market(), clocks.wall());
  }

  /** Takes what comes next; false when nothing has come yet. */
  private async take(now: MarketMs): Promise<boolean> {
    const { clocks, onGap } = this.options;
    const push = this.stream ? await this.stream.next(ROUND_MS) : await this.ask(now);
    if (!push) return false;
    if (push.kind === "gap") onGap?.(push);
    else this.pending = this.book.accept(push.ticks, clocks.market(), clocks.wall());
    this.takenTo = push.until;
    return true;
  }

  /** The next stretch of a feed that pushes nothing. */
  private async ask(now: MarketMs): Promise<PricePush> {
    const until = marketMs(Math.min(now, plusMs(this.takenTo, TICK_WINDOW_MAX_MS)));
    return { kind: "ticks", ticks: await this.options.feed.ticks(this.takenTo, until), until };
  }

  private async deliver(): Promise<void> {
    if (this.pending.length === 0) return;
    await this.options.onTicks(this.pending);
    this.pending = [];
  }
}
