import { Temporal } from "temporal-polyfill";
import { type MarketMs, marketMs } from "@/server/kernel/clock";

/** "2026-11-22": the calendar day of an instant in an IANA zone. Throws RangeError for an unknown zone. */
export const dayKeyOf = (at: MarketMs, timeZone: string): string =>
  inZone(at, timeZone).toPlainDate().toString();

/**
 * The instant the owner's day began, market clock.
 *
 * Where summer time skips midnight it is the first instant after. Throws RangeError for an unknown zone.
 */
export const startOfDay = (at: MarketMs, timeZone: string): MarketMs =>
  marketMs(inZone(at, timeZone).startOfDay().epochMilliseconds);

/** The instant the owner's next day begins, market clock: 23, 24 or 25 hours after this one did. */
export function startOfNextDay(at: MarketMs, timeZone: string): MarketMs {
  const next = inZone(at, timeZone).toPlainDate().add({ days: 1 });
  return marketMs(next.toZonedDateTime(timeZone).epochMilliseconds);
}

const inZone = (at: MarketMs, timeZone: string): Temporal.ZonedDateTime =>
  Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone);
