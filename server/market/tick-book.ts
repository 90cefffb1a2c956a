import type { MarketMs, WallMs } from "@/server/kernel/clock";
import type { Candle } from "./core/candle";
import { type Motion, moved, NO_MOTION } from "./core/judge-frozen";
import { type MarketId, marketKey, type Tick } from "./core/market-feed";
import type { CandleRefusal } from "./core/validate-candle";
import { type TickReference, type TickRefusal, validateTick } from "./core/validate-tick";

/** Why a tick or a closed candle was not believed. */
export type PriceRefusal = TickRefusal | CandleRefusal;

/** What is known of one market's prices now. */
export type MarketQuote = {
  /** last accepted tick; null before the first */
  readonly tick: Tick | null;
  readonly tickWallAt: WallMs | null;
  readonly refused: number;
  readonly refusedBy: Readonly<Partial<Record<PriceRefusal, number>>>;
  /** when its price changed: one that is told again does not move it */
  readonly motion: Motion;
};

type Entry = MarketQuote & { readonly reference: TickReference };

const EMPTY: Entry = {
  tick: null,
  tickWallAt: null,
  refused: 0,
  refusedBy: {},
  motion: NO_MOTION,
  reference: null,
};

/** The last believable price of each market, in memory, and the count of what was not believed. */
export class TickBook {
  private readonly entries = new Map<string, Entry>();

  /** Keeps the ticks that can be believed, in the order given, and counts the others with their reason. */
  accept(ticks: readonly Tick[], now: MarketMs, wallNow: WallMs): readonly Tick[] {
    return ticks.filter((tick) => this.acceptOne(tick, now, wallNow));
  }

  /**
   * A closed candle stands in as reference where no tick since its close has been accepted: a market that truly
   * moved beyond the spike limit comes back by its candles instead of being refused for ever. It is also what the
   * first tick is measured by.
   */
  confirm(market: MarketId, candle: Candle, closedAt: MarketMs): void {
    const entry = this.entryOf(market);
    if (entry.reference && entry.reference.at >= closedAt) return;
    this.entries.set(marketKey(market), { ...entry, reference: { at: candle.openAt, last: candle.close } });
  }

  /** Counts closed candles that were not believed. */
  refuse(market: MarketId, reason: PriceRefusal, count: number): void {
    const entry = this.entryOf(market);
    const refusedBy = { ...entry.refusedBy, [reason]: (entry.refusedBy[reason] ?? 0) + count };
    this.entries.set(marketKey(market), { ...entry, refused: entry.refused + count, refusedBy });
  }

  /** The instant of the price that others are measured by; null before any is known. */
  referenceAt(market: MarketId): MarketMs | null {
    return this.entryOf(market).reference?.at ?? null;
  }

  quoteOf(market: MarketId): MarketQuote {
    return this.entryOf(market);
  }

  private acceptOne(tick: Tick, now: MarketMs, wallNow: WallMs): boolean {
    const entry = this.entryOf(tick);
    const refusal = validateTick(tick, entry.reference, now);
    if (refusal) {
      this.refuse(tick, refusal, 1);
      return false;
    }
    const reference = { at: tick.at, last: tick.last };
    const motion = isSame(entry.tick, tick) ? entry.motion : moved(entry.motion, wallNow);
    this.entries.set(marketKey(tick), { ...entry, tick, tickWallAt: wallNow, motion, reference });
    return true;
  }

  private entryOf(market: MarketId): Entry {
    return this.entries.get(marketKey(market)) ?? EMPTY;
  }
}

const isSame = (before: Tick | null, { last, bid, ask }: Tick): boolean =>
  !!before?.last.eq(last) && before.bid.eq(bid) && before.ask.eq(ask);
