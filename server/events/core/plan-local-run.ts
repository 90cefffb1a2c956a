import { Temporal } from "temporal-polyfill";
import { type MarketMs, marketMs } from "@/server/kernel/clock";

type LocalRun = {
  /** the calendar day it is for, "2026-11-30": a run is done once a day, whoever asks how often */
  readonly date: string;
  readonly dueAt: MarketMs;
};

/**
 * The newest run of a job that runs once a day at an hour of its owner's zone; null where that day's is done.
 *
 * A run that was missed, because nothing ran then, is due until the next one is: after a long outage the last one alone.
 * Where summer time skips the hour it is due at the first instant after; where the hour comes twice, at the first of the
 * two. A zone changed meanwhile repeats no day. Throws RangeError for an unknown zone.
 */
export function planLocalRun(q: {
  readonly now: MarketMs;
  readonly timeZone: string;
  /** 0 to 23 */
  readonly hour: number;
  /** the day the last run was for; null: there was none */
  readonly lastDate: string | null;
}): LocalRun | null {
  const today = Temporal.Instant.fromEpochMilliseconds(q.now).toZonedDateTimeISO(q.timeZone).toPlainDate();
  const dueOn = (day: Temporal.PlainDate): MarketMs =>
    marketMs(
      day.toZonedDateTime({ timeZone: q.timeZone, plainTime: Temporal.PlainTime.from({ hour: q.hour }) })
        .epochMilliseconds,
    );
  const day = dueOn(today) <= q.now ? today : today.subtract({ days: 1 });
  const date = day.toString();
  return q.lastDate !== null && q.lastDate >= date ? null : { date, dueAt: dueOn(day) };
}
