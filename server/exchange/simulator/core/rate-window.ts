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
