import { setTimeout as sleep } from "node:timers/promises";

/** A reading that is taken anew, beside everything else, whenever what it read has changed. */
export type KeptFresh = {
  /** What was read has changed: it is read again, once, however often this is called meanwhile. */
  readonly stale: () => void;
  /** Reads again what could not be read. */
  readonly retry: () => void;
  /** Resolves when nothing is being read. */
  readonly idle: () => Promise<void>;
};

/** Elapsed between two readings, ms: at least the one, twice what the last took where that is more, never above the other. */
const GAP_MS = 100;
const GAP_MOST_MS = 1_000;

/**
 * Keeps a reading fresh: at once when it has rested, else after a gap, so that many changes in a row do not fill the
 * process with reading. What fails is told and read at the next `retry` or `stale`.
 */
export function keepFresh(read: () => Promise<void>, onFailed: (error: unknown) => void): KeptFresh {
  let isStale = false;
  let running: Promise<void> | null = null;
  let restUntil = 0;
  const run = async (): Promise<void> => {
    while (isStale) {
      const restMs = restUntil - performance.now();
      if (restMs > 0) await sleep(restMs);
      // cleared before reading: what changes meanwhile asks for another look
      isStale = false;
      const from = performance.now();
      try {
        await read();
      } catch (error) {
        isStale = true;
        onFailed(error);
        return;
      } finally {
        const now = performance.now();
        restUntil = now + Math.min(Math.max(GAP_MS, 2 * (now - from)), GAP_MOST_MS);
      }
    }
  };
  const retry = () => {
    if (!isStale || running) return;
    running = run().finally(() => {
      running = null;
    });
  };
  return {
    stale: () => {
      isStale = true;
      retry();
    },
    retry,
    idle: async () => {
      while (running) await running;
    },
  };
}
