import { type MarketMs, toDate, type WallMs } from "@/server/kernel/clock";

/**
 * "22 Nov 14:00:12 SAST": an instant of the market clock in the owner's zone.
 *
 * The year is added where it is not the wall clock's, as in a recording.
 */
export function printInstant(at: MarketMs, wallAt: WallMs, timeZone: string): string {
  const format = new Intl.DateTimeFormat("en-ZA", {
    timeZone,
    hourCycle: "h23",
    year: "numeric",
    month: "short",
    day: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    timeZoneName: "short",
  });
  const parts = new Map(format.formatToParts(toDate(at)).map(({ type, value }) => [type, value]));
  const part = (type: Intl.DateTimeFormatPartTypes): string => parts.get(type) ?? "";
  const year = toDate(at).getUTCFullYear() === toDate(wallAt).getUTCFullYear() ? "" : ` ${part("year")}`;
  const clock = `${part("hour")}:${part("minute")}:${part("second")}`;
  return `${part("day")} ${part("month")}${year} ${clock} ${part("timeZoneName")}`;
}
