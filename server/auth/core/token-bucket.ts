import { plusMs, type WallMs } from "@/server/kernel/clock";

export type TakeVerdict = { readonly ok: true } | { readonly ok: false; readonly retryAt: WallMs };

export type TokenBuckets = {
  /** Takes one token of a key, unless it has none left. */
  readonly take: (key: string, now: WallMs) => TakeVerdict;
  /** How many tokens of a key are gone at this moment: 0 for one that was quiet long enough. */
  readonly used: (key: string, now: WallMs) => number;
  /** Fills a key up again. */
  readonly forget: (key: string) => void;
};

/**
 * A bucket of `burst` tokens per key, one more each `refillMs` of wall time (the generic cell rate algorithm, ATM
 * Forum 1996: one number per key, however many tries). A refused try takes nothing, so waiting always helps. At
 * most `keysMax` keys are kept; the one that was quiet longest makes room.
 */
export function createTokenBuckets(limits: {
  burst: number;
  refillMs: number;
  keysMax: number;
}): TokenBuckets {
  const { burst, refillMs, keysMax } = limits;
  /** when the bucket of a key is full again */
  const fullAt = new Map<string, WallMs>();
  const take = (key: string, now: WallMs): TakeVerdict => {
    const from = Math.max(fullAt.get(key) ?? now, now) as WallMs;
    const retryAt = plusMs(from, -(burst - 1) * refillMs);
    if (retryAt > now) return { ok: false, retryAt };
    fullAt.delete(key);
    const quietest = fullAt.size >= keysMax ? fullAt.keys().next() : null;
    if (quietest && !quietest.done) fullAt.delete(quietest.value);
    fullAt.set(key, plusMs(from, refillMs));
    return { ok: true };
  };
  return {
    take,
    used: (key, now) => Math.max(0, Math.ceil(((fullAt.get(key) ?? now) - now) / refillMs)),
    forget: (key) => void fullAt.delete(key),
  };
}
