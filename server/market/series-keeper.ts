import { type MarketMs, marketMs, plusMs, type WallMs } from "@/server/kernel/clock";
import { type Candle, timeframeMs } from "./core/candle";
import { findSpikes } from "./core/find-spikes";
import { type CandleSeries, type MarketFeed, type MarketId, marketKey } from "./core/market-feed";
import { type CandleRefusal, validateCandle } from "./core/validate-candle";
import type { MarketLogger } from "./market-logger";
import { findNewestCandle, pruneCandles, type SeriesCandles, saveCandles } from "./store";

export type KeeperOptions = {
  readonly feed: MarketFeed;
  /** Told once of each candle that was not believed. */
  readonly onRefused: (market: MarketId, reason: CandleRefusal) => void;
  readonly onCandle: (series: CandleSeries, newest: Candle, closedAt: MarketMs) => void;
  readonly wall: () => WallMs;
  readonly logger: MarketLogger;
};

/** How far one series is stored. */
type Progress = {
  /** open of the newest stored candle; null when there is none */
  readonly newestOpenAt: MarketMs | null;
  /** its close */
  readonly newestClose: number | null;
  /** refused candles up to here have been told */
  readonly toldTo: MarketMs | null;
  /** the feed's last word is known up to this slot */
  readonly askedTo: MarketMs | null;
  readonly storedSincePrune: number;
};

/** What came of asking for one slot so far. */
type Asking = {
  readonly slotAt: MarketMs;
  readonly begunWallAt: WallMs;
  readonly failures: number;
  /** answers without the slot's own candle */
  readonly answers: number;
  readonly notBeforeWallAt: WallMs;
};

const FIRST_CANDLES = 600;
const KEPT_CANDLES = 5_000;
const PRUNE_EVERY = 250;
/** A market whose candles cannot be had is waited for this many tries, then the slot goes on without it. */
const TRIES_MAX = 8;
/** The first pause before an answer without the newest candle is asked for again; each next is twice as long. Wall. */
const AGAIN_MS = 250;

/** The stored candles of all series: each series fetched from its last stored one on, judged, and written with the others. */
export class SeriesKeeper {
  private readonly progress = new Map<string, Progress>();
  private readonly asking = new Map<string, Asking>();
  /** series whose candles cannot be had now: told once, not at every try */
  private readonly silent = new Set<string>();
  private fetched: (SeriesCandles & { readonly slotAt: MarketMs; readonly isFinal: boolean })[] = [];
  private writing: Promise<void> | null = null;

  constructor(private readonly options: KeeperOptions) {}

  /** Asks once for what closed up to the slot and stores it, where that is due. Throws when the database failed. */
  async keep(series: CandleSeries, slotAt: MarketMs): Promise<void> {
    const progress = await this.progressOf(series);
    if ((progress.askedTo ?? -1) >= slotAt) return;
    const asking = this.askingOf(series, slotAt);
    if (this.options.wall() < asking.notBeforeWallAt) return;
    const candles = await this.fetch(series, slotAt, progress.newestOpenAt);
    if (!candles) {
      this.asking.set(keyOf(series), { ...asking, failures: asking.failures + 1 });
      return;
    }
    const isFinal = this.isFinal(series, candles, asking);
    this.fetched.push({ series, candles: this.believable(series, candles, progress), slotAt, isFinal });
    await this.write();
  }

  /** Whether the slot need not wait for that series: it is stored, or was waited for long enough. */
  isSettled(series: CandleSeries, slotAt: MarketMs): boolean {
    if ((this.progress.get(keyOf(series))?.askedTo ?? -1) >= slotAt) return true;
    const asking = this.asking.get(keyOf(series));
    return asking?.slotAt === slotAt && asking.failures >= TRIES_MAX;
  }

  /** Whether its newest candle is older than the slot. */
  isStale(series: CandleSeries, slotAt: MarketMs): boolean {
    const newest = this.progress.get(keyOf(series))?.newestOpenAt ?? null;
    return newest === null || plusMs(newest, timeframeMs(series.timeframe)) < slotAt;
  }

  private askingOf(series: CandleSeries, slotAt: MarketMs): Asking {
    const known = this.asking.get(keyOf(series));
    if (known?.slotAt === slotAt) return known;
    const begunWallAt = this.options.wall();
    return { slotAt, begunWallAt, failures: 0, answers: 0, notBeforeWallAt: begunWallAt };
  }

  /**
   * Exchanges publish a candle some moments after its close: an answer without it is asked for again for as long as the
   * feed says. After that there is none: nobody traded.
   */
  private isFinal(series: CandleSeries, candles: readonly Candle[], asking: Asking): boolean {
    const newest = candles.at(-1);
    const lagMs = this.options.feed.candleLagMs ?? 0;
    const wallNow = this.options.wall();
    if (newest && plusMs(newest.openAt, timeframeMs(series.timeframe)) >= asking.slotAt) return true;
    if (wallNow - asking.begunWallAt >= lagMs) return true;
    const pauseMs = Math.min(AGAIN_MS * 2 ** asking.answers, asking.begunWallAt + lagMs - wallNow);
    const notBeforeWallAt = plusMs(wallNow, pauseMs);
    this.asking.set(keyOf(series), { ...asking, answers: asking.answers + 1, notBeforeWallAt });
    return false;
  }

  /** What closed since the newest stored candle; null when the feed does not answer, which is told once. */
  private async fetch(
    series: CandleSeries,
    slotAt: MarketMs,
    newestOpenAt: MarketMs | null,
  ): Promise<readonly Candle[] | null> {
    const { feed, logger } = this.options;
    const { timeframe } = series;
    const from = newestOpenAt === null ? marketMs(0) : plusMs(newestOpenAt, timeframeMs(timeframe));
    const limit = newestOpenAt === null ? FIRST_CANDLES : KEPT_CANDLES;
    const key = keyOf(series);
    try {
      const candles = await feed.candles(series, timeframe, { from, until: slotAt, limit });
      if (this.silent.delete(key)) logger.info({ ...series }, "candles of a market come again");
      return candles;
    } catch (error) {
      if (!this.silent.has(key))
        logger.warn({ err: error, ...series }, "candles of a market cannot be had, trying again");
      this.silent.add(key);
      return null;
    }
  }

  /**
   * A candle that cannot be is left out: a gap is honest, a wrong price is not. One that is refused as the newest is
   * fetched again with the next, which may show that the market truly moved.
   */
  private believable(
    series: CandleSeries,
    candles: readonly Candle[],
    { newestClose, toldTo }: Progress,
  ): readonly Candle[] {
    const sound = candles.filter((candle) => validateCandle(candle) === null);
    const spikes = findSpikes(sound.map(toRow), newestClose);
    const spiked = new Set(sound.filter((_candle, place) => spikes.has(place)));
    const refusalOf = (candle: Candle) => validateCandle(candle) ?? (spiked.has(candle) ? "spike" : null);
    for (const candle of candles) {
      const refusal = refusalOf(candle);
      if (refusal === null || candle.openAt < (toldTo ?? 0)) continue;
      this.options.logger.warn({ ...series, at: candle.openAt, refusal }, "a candle is refused");
      this.options.onRefused(series, refusal);
    }
    return candles.filter((candle) => refusalOf(candle) === null);
  }

  /** One writer for all: what came while it wrote is written together next. */
  private async write(): Promise<void> {
    while (this.fetched.length > 0) {
      this.writing ??= this.writeFetched().finally(() => {
        this.writing = null;
      });
      await this.writing;
    }
    await this.writing;
  }

  private async writeFetched(): Promise<void> {
    const fetched = this.fetched;
    this.fetched = [];
    await saveCandles(this.options.feed.source, fetched);
    for (const { series, candles, slotAt, isFinal } of fetched)
      await this.noteStored({ series, candles }, slotAt, isFinal);
  }

  private async noteStored(
    { series, candles }: SeriesCandles,
    slotAt: MarketMs,
    isFinal: boolean,
  ): Promise<void> {
    const before = await this.progressOf(series);
    const newest = candles.at(-1);
    let storedSincePrune = before.storedSincePrune + candles.length;
    if (storedSincePrune >= PRUNE_EVERY) {
      await pruneCandles(this.options.feed.source, series, KEPT_CANDLES);
      storedSincePrune = 0;
    }
    this.progress.set(keyOf(series), {
      newestOpenAt: newest?.openAt ?? before.newestOpenAt,
      newestClose: newest?.close.toNumber() ?? before.newestClose,
      toldTo: slotAt,
      askedTo: isFinal ? slotAt : before.askedTo,
      storedSincePrune,
    });
    if (newest) this.options.onCandle(series, newest, plusMs(newest.openAt, timeframeMs(series.timeframe)));
  }

  private async progressOf(series: CandleSeries): Promise<Progress> {
    const known = this.progress.get(keyOf(series));
    if (known) return known;
    const newest = await findNewestCandle(this.options.feed.source, series);
    const found: Progress = {
      newestOpenAt: newest?.openAt ?? null,
      newestClose: newest?.close ?? null,
      toldTo: null,
      askedTo: null,
      storedSincePrune: 0,
    };
    this.progress.set(keyOf(series), found);
    return found;
  }
}

const toRow = ({ open, high, low, close }: Candle) => ({
  open: open.toNumber(),
  high: high.toNumber(),
  low: low.toNumber(),
  close: close.toNumber(),
});

const keyOf = (series: CandleSeries): string => `${marketKey(series)} ${series.timeframe}`;
