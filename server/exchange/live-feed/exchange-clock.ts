import { type MarketMs, marketMs } from "@/server/kernel/clock";

/** One that tells a clock further behind than that tells no clock, but when something last happened. */
const BEHIND_MOST_MS = 10_000;
/** An exchange that closes a candle writes its last trades into it for a moment more. */
const SETTLED_MS = 250;

/** An exchange's clock beside ours, as it was last measured. */
export class ExchangeClock {
  /** its clock less ours, ms */
  offsetMs = 0;
  /** wall ms; null before the first measuring */
  measuredAt: number | null = null;

  constructor(
    private readonly now: () => number,
    private readonly read: () => Promise<number>,
  ) {}

  async measure(): Promise<void> {
    this.offsetMs = await this.read();
    this.measuredAt = this.now();
  }

  /** Its instant on our clock, never later than now; ours where it tells none. */
  instant(at: number | null): MarketMs {
    const now = this.now();
    return marketMs(Math.min(at === null ? now : Math.round(at - this.offsetMs), now));
  }

  /**
   * What has closed by then, on our clock, has closed for the exchange as well and has its last trade in it: a candle
   * read earlier would be kept as it was half way.
   */
  closedBy(): MarketMs {
    const behindMs = Math.min(Math.max(-this.offsetMs, 0), BEHIND_MOST_MS);
    return marketMs(Math.round(this.now() - behindMs) - SETTLED_MS);
  }
}
