import type { WallMs } from "@/server/kernel/clock";

/** How often a key was counted in a window; `others`: of all keys beyond the ones told apart. `last`: what came with the last. */
export type Count<T> = { readonly count: number; readonly others: boolean; readonly last: T };

export type Tally<T> = {
  /**
   * Counts one more of a key. Answers the count when it is to be written down (the 1st, 2nd, 4th, 8th… of a window),
   * else null.
   */
  readonly hit: (key: string, now: WallMs, last: T) => Count<T> | null;
  /** Counts of windows that are over, each once, where more came after what was last written down. */
  readonly takeEnded: (now: WallMs) => readonly Count<T>[];
};

const REST = "";

/**
 * Folds what comes by the thousand into a few entries: per key and window, one at each power of two and one at its end.
 * At most `keysMax` keys are told apart in a window; what comes beyond them is counted together.
 */
export function createTally<T>({ windowMs, keysMax }: { windowMs: number; keysMax: number }): Tally<T> {
  const counts = new Map<string, { readonly from: WallMs; count: number; last: T }>();
  const ended: Count<T>[] = [];
  const endWindows = (now: WallMs) => {
    for (const [key, { from, count, last }] of counts) {
      // in the order they began: behind the first that still runs there is none that ended
      if (now - from < windowMs) return;
      counts.delete(key);
      if (!isWritten(count)) ended.push({ count, others: key === REST, last });
    }
  };
  return {
    hit(key, now, last) {
      endWindows(now);
      const others = !counts.has(key) && counts.size >= keysMax;
      const slot = others ? REST : key;
      const known = counts.get(slot) ?? { from: now, count: 0, last };
      known.count += 1;
      known.last = last;
      counts.set(slot, known);
      return isWritten(known.count) ? { count: known.count, others, last } : null;
    },
    takeEnded(now) {
      endWindows(now);
      return ended.splice(0);
    },
  };
}

const isWritten = (count: number): boolean => Number.isInteger(Math.log2(count));
