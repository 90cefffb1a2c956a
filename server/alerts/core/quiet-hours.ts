import { Temporal } from "temporal-polyfill";
import { type WallMs, wallMs } from "@/server/kernel/clock";

/** Local times as "22:00"; where `from` is later than `to` they go over midnight. */
export type QuietHours = { readonly from: string; readonly to: string };

/**
 * Until when it is quiet; null when it is not. Hours are those of the owner's zone: a night of a clock change is an hour
 * longer or shorter, and a local time that it skips counts as the first instant after.
 */
export function quietUntil(now: WallMs, zone: string, { from, to }: QuietHours): WallMs | null {
  if (from === to) return null;
  const today = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(zone).toPlainDate();
  // the night that began yesterday, or the one that begins today
  for (const day of [today.subtract({ days: 1 }), today]) {
    const begins = instantOf(day, from, zone);
    const ends = instantOf(from < to ? day : day.add({ days: 1 }), to, zone);
    if (begins <= now && now < ends) return wallMs(ends);
  }
  return null;
}

const instantOf = (day: Temporal.PlainDate, time: string, zone: string): number =>
  day.toZonedDateTime({ timeZone: zone, plainTime: Temporal.PlainTime.from(time) }).epochMilliseconds;
