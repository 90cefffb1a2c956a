import { setTimeout as sleep } from "node:timers/promises";
import { type MarketMs, plusMs, type WallMs } from "@/server/kernel/clock";
import { inParallel } from "@/server/platform/in-parallel";
import { newestSlot, type Timeframe, timeframes } from "./core/candle";
import { type CandleSeries, type MarketId, marketKey } from "./core/market-feed";
import { planSlotPart, type SlotPart, type SlotTelling } from "./core/plan-slot-parts";
import { type KeeperOptions, SeriesKeeper } from "./series-keeper";

/** A slot: the close of the newest candle of a timeframe. Market clock. */
type SlotTime = { readonly timeframe: Timeframe; readonly slotAt: MarketMs };

/**
 * A slot as it is announced, or a part of one: each market belongs to one part. It is none for the markets in `stale`:
 * their newest candle is older than the slot.
 */
export type Slot = SlotTime & {
  readonly stale: readonly MarketId[];
  /** for all markets but these: they are awaited, and told in later parts */
  readonly except?: readonly MarketId[];
  /** a later part: for these alone */
  readonly only?: readonly MarketId[];
};

type CollectorOptions = KeeperOptions & {
  /** Called when the candles of a slot, or of a part of one, are stored; again after it threw. */
  readonly onSlot: (slot: Slot) => Promise<void>;
};

/** Calls of one exchange at once. */
const CALLS_AT_ONCE = 6;
/** A round waits that long for lanes that are at work, wall. */
const LANES_MS = 250;
/** Markets that have their candles wait that long for the others of the slot, wall. */
const PATIENCE_MS = 1_000;
/** A market that has said nothing by then, wall, is told as stale. */
const LATE_MS = 20_000;

/**
 * Stores the candles of all watched series as their slots close, each fetched once per market and timeframe, from
 * the last stored one on: that fills the gap a restart or an outage left. After an outage only the newest slot
 * is announced; those that passed meanwhile are history, not occasions to trade.
 *
 * Each exchange has its own lane: one that hangs, or publishes late, holds up the slot of nobody else. Its markets are
 * told in a later part of the slot. Feeds that cannot be late are told whole.
 */
export class SlotCollector {
  private readonly keeper: SeriesKeeper;
  private readonly tellings = new Map<Timeframe, SlotTelling>();
  private readonly lanes = new Map<string, Promise<void>>();
  private active: readonly CandleSeries[] | null = null;
  private failed: { readonly error: unknown } | null = null;

  constructor(private readonly options: CollectorOptions) {
    this.keeper = new SeriesKeeper(options);
  }

  /** One round over all timeframes in use. Throws when the database or `onSlot` failed; the next round tries again. */
  async collect(active: readonly CandleSeries[], now: MarketMs): Promise<void> {
    this.active = active;
    const lanes = [...Map.groupBy(active, ({ exchange }) => exchange)].map(([exchange, series]) =>
      this.lane(exchange, series, now),
    );
    const done = Promise.all(lanes);
    await (this.isPrompt ? done : Promise.race([done, sleep(LANES_MS, undefined, { ref: false })]));
    const { failed } = this;
    this.failed = null;
    if (failed) throw failed.error;
    for (const timeframe of timeframes) {
      const series = active.filter((one) => one.timeframe === timeframe);
      if (series.length > 0) await this.tell(series, { timeframe, slotAt: newestSlot(now, timeframe) });
    }
  }

  /** Whether a slot, or a part of it, is still to be announced: nobody decides on it before. */
  awaits(timeframe: string, slotAt: number): boolean {
    if (!this.isKnown(timeframe)) return false;
    if (this.active === null) return true;
    if (!this.active.some((one) => one.timeframe === timeframe)) return false;
    const telling = this.tellings.get(timeframe);
    if (!telling || telling.slotAt < slotAt) return true;
    return telling.slotAt === slotAt && (telling.awaited === null || telling.awaited.size > 0);
  }

  private isKnown(timeframe: string): timeframe is Timeframe {
    return (timeframes as readonly string[]).includes(timeframe);
  }

  /** A feed that is asked inside this process: it has what it has at once. */
  private get isPrompt(): boolean {
    return !this.options.feed.candleLagMs;
  }

  /** What one exchange owes, several markets at a time; one run at a time. */
  private lane(exchange: string, series: readonly CandleSeries[], now: MarketMs): Promise<void> {
    const running = this.lanes.get(exchange);
    if (running) return running;
    const lane = inParallel(series, CALLS_AT_ONCE, async (one) => {
      await this.keeper.keep(one, newestSlot(now, one.timeframe)).catch((error: unknown) => {
        this.failed = { error };
      });
    }).then(() => {
      this.lanes.delete(exchange);
    });
    this.lanes.set(exchange, lane);
    return lane;
  }

  private async tell(series: readonly CandleSeries[], newest: SlotTime): Promise<void> {
    const wallNow = this.options.wall();
    const telling = this.tellingOf(newest, wallNow);
    const slot = { ...newest, slotAt: telling.slotAt };
    const byName = new Map(series.map((one) => [marketKey(one), one]));
    const isLate = wallNow >= plusMs(telling.seenWallAt, LATE_MS);
    const plan = planSlotPart(telling, {
      watched: [...byName.keys()],
      isSettled: (name) => {
        const one = byName.get(name);
        return !one || isLate || this.keeper.isSettled(one, slot.slotAt);
      },
      wallNow,
      patienceMs: this.isPrompt ? null : PATIENCE_MS,
    });
    if (!plan) return;
    if (plan.part) await this.options.onSlot(this.toSlot(series, slot, plan.part));
    this.tellings.set(slot.timeframe, plan.next);
  }

  private tellingOf({ timeframe, slotAt }: SlotTime, wallNow: WallMs): SlotTelling {
    const known = this.tellings.get(timeframe);
    // a clock that went back tells nothing twice
    if (known && known.slotAt >= slotAt) return known;
    const begun: SlotTelling = { slotAt, seenWallAt: wallNow, awaited: null, toldWallAt: null };
    this.tellings.set(timeframe, begun);
    return begun;
  }

  private toSlot(series: readonly CandleSeries[], slot: SlotTime, part: SlotPart): Slot {
    const among = (names: ReadonlySet<string>) => series.filter((one) => names.has(marketKey(one)));
    const told =
      part.kind === "all"
        ? series
        : part.kind === "only"
          ? among(part.names)
          : series.filter((one) => !part.names.has(marketKey(one)));
    const stale = told.filter((one) => this.keeper.isStale(one, slot.slotAt)).map(toMarket);
    if (part.kind === "all") return { ...slot, stale };
    const markets = among(part.names).map(toMarket);
    return part.kind === "only" ? { ...slot, stale, only: markets } : { ...slot, stale, except: markets };
  }
}

const toMarket = ({ exchange, symbol }: CandleSeries): MarketId => ({ exchange, symbol });
