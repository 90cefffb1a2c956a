import { setTimeout as sleep } from "node:timers/promises";
import type { logger } from "./logger";

export type Repeating = { readonly stop: () => Promise<void> };

const LOG_EVERY_FAILURES = 60;

/**
 * Does the same work again and again, `everyMs` (wall clock) after the last time ended, until stopped. A failure is
 * logged, the first of a row and then seldom, and the next round tries again.
 */
export function repeat(
  name: string,
  everyMs: number,
  log: ReturnType<typeof logger>,
  work: () => Promise<unknown>,
): Repeating {
  const stopping = new AbortController();
  const run = async () => {
    let failures = 0;
    while (!stopping.signal.aborted) {
      try {
        await work();
        failures = 0;
      } catch (error) {
        if (failures % LOG_EVERY_FAILURES === 0) log.warn({ err: error }, `${name} failed, trying again`);
        failures += 1;
      }
      await sleep(everyMs, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  };
  const running = run();
  return {
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
}
