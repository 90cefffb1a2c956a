import type { WallMs } from "@/server/kernel/clock";

export type Tally = {
  /**
   * Counts one more of a key. Answers how many there were in this window when that is to be written down (the 1st,
   * 2nd, 4th, 8th…), else null. `others` when too many keys are counted already and this one went to the rest.
   */
  readonly hit: (key: string, now: WallMs) => { readonly count: number; readonly others: boolean } | null;
};

const REST = "";

/**
 * Folds what comes by the thousand into a few entries: per key and window, one at each power of two. At most
 * `keysMax` keys are told apart in a window; what comes beyond them is counted together.
 */
export function createTally({ windowMs, keysMax }: { windowMs: number; keysMax: number }): Tally {
  const counts = new Map<string, { readonly from: WallMs; count: number }>();
  const dropEnded = (now: WallMs) => {
    for (const [key, { from }] of counts) {
      // in the order they began: behind the first that still runs there is none that ended
      if (now - from < windowMs) return;
      counts.delete(key);
    }
  };
  return {
    hit(key, now) {
      dropEnded(now);
      const others = !counts.has(key) && counts.size >= keysMax;
      const slot = others ? REST : key;
      const known = counts.get(slot) ?? { from: now, count: 0 };
      known.count += 1;
      counts.set(slot, known);
      return Number.isInteger(Math.log2(known.count)) ? { count: known.count, others } : null;
    },
  };
}
