// When a child counts as hung: by its own silence, counted only while this process itself could listen.

/** How often to look; also the most that one look adds, twice. */
export const LOOK_EVERY_MS = 500;
const ADDED_MAX_MS = 2 * LOOK_EVERY_MS;
const STOOD_STILL_MS = 4 * LOOK_EVERY_MS;

/**
 * Gives {heard(), isHung()}: heard() at each sign of life, isHung() every LOOK_EVERY_MS. Silence is added up look by
 * look on the steady clock, never more than a second at once, so that on a busy machine, where this process looks late
 * as well, a child gets as much more time; and when this process itself stood still for two seconds (a laptop's sleep,
 * a stopped machine) the count begins anew. `firstMs` is the patience before the first sign of life and while it starts: reading a long recording takes its time.
 */
export function watchForHang({ limitMs, firstMs, now = () => performance.now() }) {
  let silentMs = 0;
  let looked = now();
  let limit = firstMs;
  return {
    heard({ starting = false } = {}) {
      silentMs = 0;
      limit = starting ? firstMs : limitMs;
    },
    isHung() {
      const sinceMs = now() - looked;
      looked += sinceMs;
      silentMs = sinceMs > STOOD_STILL_MS ? 0 : silentMs + Math.min(sinceMs, ADDED_MAX_MS);
      return silentMs >= limit;
    },
  };
}
