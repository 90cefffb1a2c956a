import { type MarketMs, marketMs } from "@/server/kernel/clock";

/** "2026-11-22": the calendar day of an instant in an IANA zone. */
export function dayKeyOf(at: MarketMs, timeZone: string): string {
  return dayFormat(timeZone).format(at);
}

/**
 * The instant the owner's day began, market clock.
 *
 * Where summer time skips midnight it is the first instant after. Throws RangeError for an unknown zone.
 */
export function startOfDay(at: MarketMs, timeZone: string): MarketMs {
  const key = dayKeyOf(at, timeZone);
  // the day's start is the only place in the last day and a half where the key changes to `key`
  let before: number = at - LONGEST_DAY_MS;
  let inside: number = at;
  while (inside - before > 1) {
    const middle = Math.floor((before + inside) / 2);
    if (dayKeyOf(marketMs(middle), timeZone) >= key) inside = middle;
    else before = middle;
  }
  return marketMs(inside);
}

/** The instant the owner's next day begins, market clock. */
export function startOfNextDay(at: MarketMs, timeZone: string): MarketMs {
  // a day and a half after a day began lies in the next, however long either is
  return startOfDay(marketMs(startOfDay(at, timeZone) + 36 * 3_600_000), timeZone);
}

const LONGEST_DAY_MS = 26 * 3_600_000;

// Building a formatter costs a thousand times a call of it.
const formats = new Map<string, Intl.DateTimeFormat>();

function dayFormat(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known) return known;
  const format = new Intl.DateTimeFormat("en-CA", {
    timeZone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
  });
  formats.set(timeZone, format);
  return format;
}
