// A reading that is told at once to whoever asks, with the instant it was taken: asking costs nothing, however often.
import { setTimeout as sleep } from "node:timers/promises";

const FRESH_MS = 250;
/** Taken anew so often while somebody asks. */
const EVERY_MS = 1_000;
const ASKED_WITHIN_MS = 60_000;
/** How long one who asks waits for a newer reading than the one there is, and for the first. */
const NEWER_WITHIN_MS = 100;
const FIRST_WITHIN_MS = 2_000;
/** What is older is no answer any more. */
const OLD_MS = 10_000;

/** `read()` gives {status, body} or fails. Whoever asks gets the newest reading, or a 503 that says since when there is none. */
export function keepReading({ read, now = () => performance.now() }) {
  let newest = null;
  let taking = null;
  let askedAt = -Infinity;
  let next = null;

  const take = () => {
    taking ??= read()
      .then(
        (reading) => {
          newest = { ...reading, at: now(), wallAt: new Date() };
        },
        // told by its age
        () => undefined,
      )
      .finally(() => {
        taking = null;
        clearTimeout(next);
        if (now() - askedAt < ASKED_WITHIN_MS) next = setTimeout(take, EVERY_MS).unref();
      });
    return taking;
  };
  const isWithin = (ms) => newest !== null && now() - newest.at <= ms;
  return {
    async ask() {
      askedAt = now();
      if (isWithin(FRESH_MS)) return newest;
      const withinMs = isWithin(OLD_MS) ? NEWER_WITHIN_MS : FIRST_WITHIN_MS;
      await Promise.race([take(), sleep(withinMs, undefined, { ref: false })]);
      return isWithin(OLD_MS) ? newest : silent(newest?.wallAt);
    },
  };
}

function silent(since) {
  const detail = since
    ? `the pages have not answered since ${since.toISOString()}`
    : "the pages have not answered yet";
  const body = JSON.stringify({ status: "not ready", checks: { pages: { ok: false, detail } } });
  return { status: 503, body };
}
