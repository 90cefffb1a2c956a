import { plusMs, type WallMs } from "@/server/kernel/clock";

export type RateVerdict = { readonly ok: true } | { readonly ok: false; readonly retryAt: WallMs };

export type RateWindow = {
  /** Counts one try of a key, unless the window is full. */
  readonly hit: (key: string, now: WallMs) => RateVerdict;
  /** Starts a key afresh. */
  readonly forget: (key: string) => void;
};

/**
 * A sliding window: at most `triesMax` tries per key in `windowMs` of wall time. Refused tries do not count.
 * At most `keysMax` keys are kept; the one that was quiet longest makes room.
 */
export function createRateWindow(limits: {
  triesMax: number;
  windowMs: number;
  keysMax: number;
}): RateWindow {
  const triesByKey = new Map<string, readonly WallMs[]>();
  const hit = (key: string, now: WallMs): RateVerdict => {
    const recent = (triesByKey.get(key) ?? []).filter((at) => at > now - limits.windowMs);
    const oldest = recent[0];
    if (oldest !== undefined && recent.length >= limits.triesMax) {
      return { ok: false, retryAt: plusMs(oldest, limits.windowMs) };
    }
    triesByKey.delete(key);
    if (triesByKey.size >= limits.keysMax) {
      const quietest = triesByKey.keys().next();
      if (!quietest.done) triesByKey.delete(quietest.value);
    }
    triesByKey.set(key, [...recent, now]);
    return { ok: true };
  };
  return { hit, forget: (key) => void triesByKey.delete(key) };
}
