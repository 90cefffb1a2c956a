import { Temporal } from "temporal-polyfill";

/** Reads a local time, given in ms as if it were UTC, in a zone: ms UTC; null for an hour that a clock change skipped. */
export type LocalTime = (localMs: number) => number | null;

const OFFSET = /^[+-](?:0\d|1[0-4]):[0-5]\d$/;
const HOUR_MS = 3_600_000;

/**
 * How local times of `zone` are read: an IANA name such as Europe/Athens, UTC, or an offset such as +02:00. Null for
 * what is no zone. Of an hour that a clock change repeats the first is meant.
 */
export function localTimeOf(zone: string): LocalTime | null {
  if (!OFFSET.test(zone) && !isZone(zone)) return null;
  // clocks change on the quarter of an hour at the finest, and rows of one hour follow each other
  let [hour, offsetMs] = [Number.NaN, 0 as number | null];
  return (localMs) => {
    const own = Math.floor(localMs / (HOUR_MS / 4));
    if (own !== hour) [hour, offsetMs] = [own, offsetAt(localMs, zone)];
    return offsetMs === null ? null : localMs - offsetMs;
  };
}

function isZone(zone: string): boolean {
  if (!/^(?:UTC|[A-Z][A-Za-z_]+(?:\/[A-Za-z0-9_+-]+){1,2})$/.test(zone)) return false;
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(zone);
    return true;
  } catch {
    return false;
  }
}

function offsetAt(localMs: number, zone: string): number | null {
  const local = Temporal.Instant.fromEpochMilliseconds(localMs).toZonedDateTimeISO("UTC").toPlainDateTime();
  const at = local.toZonedDateTime(zone, { disambiguation: "earlier" });
  const offsetMs = at.offsetNanoseconds / 1e6;
  return at.epochMilliseconds + offsetMs === localMs ? offsetMs : null;
}
