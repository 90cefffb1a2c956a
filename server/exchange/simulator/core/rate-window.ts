import type { WallMs } from "@/server/kernel/clock";

export type RateVerdict = { readonly ok: boolean; readonly used: number; readonly retryMs: number };

/** Weight spent in fixed windows, as exchanges count it: the whole of it is given back at the next window's start. */
export class RateWindow {
  private startedAt = 0;
  private used = 0;

  constructor(
    private readonly limit: number,
    private readonly windowMs: number,
  ) {}

  spend(weight: number, now: WallMs): RateVerdict {
    if (now - this.startedAt >= this.windowMs) {
      this.startedAt = now - (now % this.windowMs);
      this.used = 0;
    }
    this.used += weight;
    return {
      ok: this.used <= this.limit,
      used: this.used,
      retryMs: Math.max(0, this.startedAt + this.windowMs - now),
    };
  }
}

/** A counter that falls by so much a second and may not pass its limit: Kraken's way. */
export class DecayingCounter {
  private level = 0;
  private at = 0;

  constructor(
    private readonly limit: number,
    private readonly perSecond: number,
  ) {}

  spend(weight: number, now: WallMs): RateVerdict {
    this.level = Math.max(0, this.level - ((now - this.at) / 1_000) * this.perSecond);
    this.at = now;
    const over = this.level + weight - this.limit;
    if (over <= 0) this.level += weight;
    return {
      ok: over <= 0,
      used: this.level,
      retryMs: over <= 0 ? 0 : Math.ceil((over / this.perSecond) * 1_000),
    };
  }
}
