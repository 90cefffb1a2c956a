import type { PublicTrade } from "@/server/exchange/core/exchange-client";
import { type MarketMs, marketMs } from "@/server/kernel/clock";
import { type Decimal, maxOf, minOf, ZERO } from "@/server/kernel/money";
import { type Candle, type Timeframe, timeframeMs } from "@/server/market/core/candle";

const MINUTE_MS = 60_000;
/** Minutes with trades, and names of trades, that are remembered. */
const MINUTES_KEPT = 20_000;
const IDS_KEPT = 20_000;

type Edge = { readonly at: number; readonly id: string; readonly price: Decimal };
type Minute = {
  readonly first: Edge;
  readonly last: Edge;
  readonly high: Decimal;
  readonly low: Decimal;
  readonly volume: Decimal;
};

/**
 * The public trades of one market, each counted once, in whatever order and however often they come, as minutes that
 * candles are made of. It knows from when on it has all of them.
 */
export class TradeTape {
  private readonly minutes = new Map<number, Minute>();
  private readonly ids = new Set<string>();
  private newest: MarketMs | null = null;
  private whole: MarketMs | null = null;

  /** The newest trade's instant; null before the first. */
  get newestAt(): MarketMs | null {
    return this.newest;
  }

  /** From that instant on no trade is missing; null while nobody knows. */
  get wholeFrom(): MarketMs | null {
    return this.whole;
  }

  has(id: string): boolean {
    return this.ids.has(id);
  }

  /** All trades from that instant on will be told. */
  beginAt(at: MarketMs): void {
    this.whole = at;
  }

  /** Takes trades in; gives those that were not known yet, oldest first. */
  add(trades: readonly PublicTrade[]): readonly PublicTrade[] {
    const fresh = trades.filter(({ id }) => !this.ids.has(id) && this.ids.add(id)).toSorted(byTime);
    for (const trade of fresh) this.take(trade);
    for (const id of this.ids) {
      if (this.ids.size <= IDS_KEPT) break;
      this.ids.delete(id);
    }
    return fresh;
  }

  /**
   * Candles that closed by `until`, oldest first, from the first whole one at or after `from`. An interval without
   * trades stands at the close before it, with no volume. Empty where not one is wholly known.
   */
  candles(timeframe: Timeframe, from: MarketMs, until: MarketMs): readonly Candle[] {
    if (this.whole === null) return [];
    const length = timeframeMs(timeframe);
    const first = Math.ceil(Math.max(from, this.whole) / length) * length;
    const candles: Candle[] = [];
    let close = this.closeBefore(first);
    for (let openAt = first; openAt + length <= until; openAt += length) {
      const candle = this.candleAt(openAt, length) ?? (close && flat(openAt, close));
      if (candle) candles.push(candle);
      close = candle?.close ?? close;
    }
    return candles;
  }

  private take({ at, id, price, amount }: PublicTrade): void {
    const openAt = at - (at % MINUTE_MS);
    const edge = { at, id, price };
    const known = this.minutes.get(openAt);
    if (this.newest === null || at > this.newest) this.newest = at;
    if (!known) {
      this.minutes.set(openAt, { first: edge, last: edge, high: price, low: price, volume: amount });
      this.forgetOldest();
      return;
    }
    this.minutes.set(openAt, {
      first: byTime(edge, known.first) < 0 ? edge : known.first,
      last: byTime(edge, known.last) >= 0 ? edge : known.last,
      high: maxOf(known.high, price),
      low: minOf(known.low, price),
      volume: known.volume.plus(amount),
    });
  }

  private forgetOldest(): void {
    if (this.minutes.size <= MINUTES_KEPT) return;
    const oldest = Math.min(...this.minutes.keys());
    this.minutes.delete(oldest);
    this.whole = marketMs(Math.max(this.whole ?? 0, oldest + MINUTE_MS));
  }

  private candleAt(openAt: number, length: number): Candle | null {
    const minutes: Minute[] = [];
    for (let at = openAt; at < openAt + length; at += MINUTE_MS) {
      const minute = this.minutes.get(at);
      if (minute) minutes.push(minute);
    }
    const [first, last] = [minutes[0], minutes.at(-1)];
    if (!first || !last) return null;
    return {
      openAt: marketMs(openAt),
      open: first.first.price,
      high: minutes.map(({ high }) => high).reduce(maxOf),
      low: minutes.map(({ low }) => low).reduce(minOf),
      close: last.last.price,
      volume: minutes.reduce((sum, { volume }) => sum.plus(volume), ZERO),
    };
  }

  private closeBefore(at: number): Decimal | null {
    let found: Minute | null = null;
    let foundAt = -1;
    for (const [openAt, minute] of this.minutes) {
      if (openAt >= at || openAt <= foundAt) continue;
      found = minute;
      foundAt = openAt;
    }
    return found?.last.price ?? null;
  }
}

const flat = (openAt: number, close: Decimal): Candle => ({
  openAt: marketMs(openAt),
  open: close,
  high: close,
  low: close,
  close,
  volume: ZERO,
});

/** Trades of one instant go by their number where they are numbered, else as they came. */
function byTime(
  a: { readonly at: number; readonly id: string },
  b: { readonly at: number; readonly id: string },
): number {
  if (a.at !== b.at) return a.at - b.at;
  if (!/^\d+$/.test(a.id) || !/^\d+$/.test(b.id)) return 0;
  return a.id.length - b.id.length || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}
