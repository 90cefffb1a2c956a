// Days of a zone as instants. Its library weighs 7 kB: only pages with a date to fill in may load this file.
import * as PlainDate from "temporal-polyfill/fns/PlainDate";

const DAY = /^(\d{4})-(\d{2})-(\d{2})$/;

/** The first instant of a day in a zone, ms UTC, where midnight is skipped too; NaN where the text is no day. */
export const dayStart = (text: string, zone: string): number => startOf(readDay(text), zone);

/** The first instant after a day in a zone; NaN where the text is no day. */
export function dayEnd(text: string, zone: string): number {
  const day = readDay(text);
  return startOf(day === null ? null : PlainDate.addDays(day, 1), zone);
}

function readDay(text: string): PlainDate.Record | null {
  const [, year, month, day] = DAY.exec(text) ?? [];
  try {
    return day === undefined ? null : PlainDate.create(Number(year), Number(month), Number(day));
  } catch {
    return null;
  }
}

const startOf = (day: PlainDate.Record | null, zone: string): number =>
  day === null ? Number.NaN : PlainDate.toZonedDateTime(day, zone).epochMilliseconds;
