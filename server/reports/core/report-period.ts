import { Temporal } from "temporal-polyfill";
import { type MarketMs, marketMs } from "@/server/kernel/clock";
import type { ReportKind } from "./report-kinds";

/** What a report is about: whole days of its owner's zone, ended by the day it is made on. */
export type ReportPeriod = {
  readonly kind: ReportKind;
  /** the day that follows it, "2026-11-30": one report a kind, book and day */
  readonly forDate: string;
  /** its first day and its last */
  readonly firstDate: string;
  readonly lastDate: string;
  readonly timeZone: string;
  readonly from: MarketMs;
  /** exclusive */
  readonly until: MarketMs;
  /** "Sunday 29 November 2026", "23 to 29 November 2026", "November 2026" */
  readonly words: string;
};

/**
 * The newest period of a kind that was over when `date` began, in the owner's zone: the day before, the week up to the
 * last Sunday, or the last whole month. Days have 23, 24 or 25 hours where clocks change.
 */
export function periodOf(kind: ReportKind, date: string, timeZone: string): ReportPeriod {
  const end = endOf(kind, Temporal.PlainDate.from(date));
  const start = end.subtract(LENGTH[kind]);
  const instantOf = (day: Temporal.PlainDate) => marketMs(day.toZonedDateTime(timeZone).epochMilliseconds);
  return {
    kind,
    forDate: end.toString(),
    firstDate: start.toString(),
    lastDate: end.subtract({ days: 1 }).toString(),
    timeZone,
    from: instantOf(start),
    until: instantOf(end),
    words: wordsOf(kind, start, end.subtract({ days: 1 })),
  };
}

const LENGTH: { readonly [kind in ReportKind]: Temporal.DurationLike } = {
  daily: { days: 1 },
  weekly: { days: 7 },
  monthly: { months: 1 },
};

function endOf(kind: ReportKind, date: Temporal.PlainDate): Temporal.PlainDate {
  if (kind === "daily") return date;
  return kind === "weekly" ? date.subtract({ days: date.dayOfWeek - 1 }) : date.with({ day: 1 });
}

const MONTHS = [
  ...["January", "February", "March", "April", "May", "June"],
  ...["July", "August", "September", "October", "November", "December"],
];
const DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

function wordsOf(kind: ReportKind, first: Temporal.PlainDate, last: Temporal.PlainDate): string {
  if (kind === "monthly") return `${MONTHS[first.month - 1]} ${first.year}`;
  if (kind === "daily") return `${DAYS[first.dayOfWeek - 1]} ${dayWords(first)}`;
  const isOneMonth = first.month === last.month;
  const begin = isOneMonth ? first.day : dayWords(first).replace(` ${last.year}`, "");
  return `${begin} to ${dayWords(last)}`;
}

const dayWords = (day: Temporal.PlainDate): string => `${day.day} ${MONTHS[day.month - 1]} ${day.year}`;
