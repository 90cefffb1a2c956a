import { type MarketMs, marketMs, plusMs } from "@/server/kernel/clock";
import { type Candle, newestSlot, type Timeframe, timeframeMs, timeframes } from "./core/candle";
import { findSpikes } from "./core/find-spikes";
import { type CandleSeries, type MarketFeed, type MarketId, marketKey } from "./core/market-feed";
import { type CandleRefusal, validateCandle } from "./core/validate-candle";
import type { MarketLogger } from "./market-logger";
import { findNewestCandle, pruneCandles, type SeriesCandles, saveCandles } from "./store";

/** A slot: the close of the newest candle of a timeframe. Market clock. */
type SlotTime = { readonly timeframe: Timeframe; readonly slotAt: MarketMs };

/** A slot as it is announced. It is none for the markets in `stale`: their newest candle is older than the slot. */
export type Slot = SlotTime & { readonly stale: readonly MarketId[] };

type CollectorOptions = {
  readonly feed: MarketFeed;
  /** Called once per timeframe and slot, when the candles of all its markets are stored; again after it threw. */
  readonly onSlot: (slot: Slot) => Promise<void>;
  /** Told once of each candle that was not believed. */
  readonly onRefused: (market: MarketId, reason: CandleRefusal) => void;
  readonly onCandle: (series: CandleSeries, newest: Candle, closedAt: MarketMs) => void;
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
  /** the feed was asked up to this slot */
  readonly askedTo: MarketMs | null;
  readonly storedSincePrune: number;
};

const FIRST_CANDLES = 600;
const KEPT_CANDLES = 5_000;
const PRUNE_EVERY = 250;
/** A market whose candles cannot be had holds the slot back for this many tries, then the others go ahead. */
const TRIES_MAX = 8;

/**
 * Stores the candles of all watched series as their slots close, each fetched once per market and timeframe, from
 * the last stored one on: that fills the gap a restart or an outage left. After an outage only the newest slot
 * is announced; those that passed meanwhile are history, not occasions to trade.
 */
export class SlotCollector {
  private readonly progress = new Map<string, Progress>();
  private readonly announced = new Map<Timeframe, MarketMs>();
  private readonly failures = new Map<Timeframe, number>();
  /** series whose candles cannot be had now: told once, not at every try */
  private readonly silent = new Set<string>();

  constructor(private readonly options: CollectorOptions) {}

  /** One round over all timeframes in use. Throws when the database or `onSlot` failed; the next round tries again. */
  async collect(active: readonly CandleSeries[], now: MarketMs): Promise<void> {
    for (const timeframe of timeframes) {
      const series = active.filter((one) => one.timeframe === timeframe);
      if (series.length > 0)
        await this.collectSlot(series, { timeframe, slotAt: newestSlot(now, timeframe) });
    }
  }

  private async collectSlot(series: readonly CandleSeries[], slot: SlotTime): Promise<void> {
    const complete = await this.storeCandles(series, slot);
    if ((this.announced.get(slot.timeframe) ?? -1) >= slot.slotAt) return;
    const failures = complete ? 0 : (this.failures.get(slot.timeframe) ?? 0) + 1;
    this.failures.set(slot.timeframe, failures);
    if (failures > 0 && failures < TRIES_MAX) return;
    await this.options.onSlot({ ...slot, stale: this.staleOf(series, slot) });
    this.announced.set(slot.timeframe, slot.slotAt);
    this.failures.set(slot.timeframe, 0);
  }

  private staleOf(series: readonly CandleSeries[], { timeframe, slotAt }: SlotTime): readonly MarketId[] {
    return series
      .filter((one) => {
        const newest = this.progress.get(keyOf(one))?.newestOpenAt ?? null;
        return newest === null || plusMs(newest, timeframeMs(timeframe)) < slotAt;
      })
      .map(({ exchange, symbol }) => ({ exchange, symbol }));
  }

  /** False when the candles of some market could not be had. */
  private async storeCandles(series: readonly CandleSeries[], slot: SlotTime): Promise<boolean> {
    const fetched: SeriesCandles[] = [];
    let complete = true;
    for (const one of series) {
      const progress = await this.progressOf(one);
      if ((progress.askedTo ?? -1) >= slot.slotAt) continue;
      const candles = await this.fetchCandles(one, slot, progress.newestOpenAt);
      if (candles) fetched.push({ series: one, candles: this.believable(one, candles, progress) });
      else complete = false;
    }
    await saveCandles(this.options.feed.source, fetched);
    for (const batch of fetched) await this.noteStored(batch, slot);
    return complete;
  }

  /** What closed since the newest stored candle; null when the feed does not answer, which is told once. */
  private async fetchCandles(
    series: CandleSeries,
    { timeframe, slotAt }: SlotTime,
    newestOpenAt: MarketMs | null,
  ): Promise<readonly Candle[] | null> {
    const { feed, logger } = this.options;
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

  private async noteStored({ series, candles }: SeriesCandles, slot: SlotTime): Promise<void> {
    const before = await this.progressOf(series);
    const newest = candles.at(-1);
    let storedSincePrune = before.storedSincePrune + candles.length;
    if (storedSincePrune >= PRUNE_EVERY) {
      await pruneCandles(this.options.feed.source, series, KEPT_CANDLES);
      storedSincePrune = 0;
    }
    const newestOpenAt = newest?.openAt ?? before.newestOpenAt;
    const newestClose = newest?.close.toNumber() ?? before.newestClose;
    const toldTo = slot.slotAt;
    this.progress.set(keyOf(series), {
      newestOpenAt,
      newestClose,
      toldTo,
      askedTo: slot.slotAt,
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
