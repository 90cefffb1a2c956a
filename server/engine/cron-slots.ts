// When a schedule fires. Expressions are read by croner, local time by Temporal; the rule is ours: a local time
// that does not exist (the clock is put forward) fires at the first instant after, a repeated one at the first only.
import { Cron } from "croner";
import { Temporal } from "temporal-polyfill";
import { type MarketMs, marketMs, plusMs } from "@/server/kernel/clock";

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const FRESH_FLOOR_MS = MINUTE_MS;
const FRESH_PART = 0.1;
const SEARCH_STEP = 8;
const STEPS_MAX = 100_000;

export type CronSchedule = {
  /** As written in the trigger, `TZ=` and all: it names the schedule in the database. */
  readonly expression: string;
  readonly zone: string;
  /** First firing strictly after; null when there is none (30 February). */
  readonly next: (after: MarketMs) => MarketMs | null;
};

/** Reads `[TZ=Area/City ]minute hour day month weekday`; throws RangeError with what is wrong. */
export function toCronSchedule(expression: string): CronSchedule {
  const [, zone = "UTC", fields = ""] = /^(?:TZ=(\S+)\s+)?(.*)$/.exec(expression.trim()) ?? [];
  const local = readFields(fields, expression);
  if (!isZone(zone)) throw new RangeError(`"${expression}" names a time zone that is not known: ${zone}`);
  const next = (after: MarketMs): MarketMs | null => {
    let from = localOf(after, zone);
    for (let step = 0; step < STEPS_MAX; step++) {
      const wanted = local.nextRun(new Date(from))?.getTime();
      if (wanted === undefined) return null;
      const at = toInstant(wanted, zone);
      if (at > after) return marketMs(at);
      from = wanted;
    }
    return null;
  };
  return { expression, zone, next };
}

function readFields(fields: string, expression: string): Cron {
  try {
    return new Cron(fields, { mode: "5-part", timezone: "UTC", paused: true });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new RangeError(
      `"${expression}" is not a schedule of five fields (minute hour day month weekday): ${why}`,
    );
  }
}

function isZone(zone: string): boolean {
  try {
    return (
      Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(zone) instanceof Temporal.ZonedDateTime
    );
  } catch {
    return false;
  }
}

/** What a zone's clock shows at an instant, as the milliseconds at which UTC's shows the same. */
const localOf = (at: number, zone: string): number =>
  at + Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).offsetNanoseconds / 1e6;

/** The instant of a local time: the first of two, or the first after the gap. */
function toInstant(local: number, zone: string): number {
  const wanted = Temporal.Instant.fromEpochMilliseconds(local).toZonedDateTimeISO("UTC").toPlainDateTime();
  const found = wanted.toZonedDateTime(zone, { disambiguation: "earlier" });
  if (found.toPlainDateTime().equals(wanted)) return found.epochMilliseconds;
  // no clock ever showed it: what was found lies before the gap, which the next transition ends
  return (found.getTimeZoneTransition("next") ?? found).epochMilliseconds;
}

/** The last slot after `last` and not after `now`; null when none has passed. */
export function newestSlot(schedule: CronSchedule, last: MarketMs, now: MarketMs): MarketMs | null {
  for (let span = MINUTE_MS; ; span *= SEARCH_STEP) {
    const from = marketMs(Math.max(last, now - span));
    let found: MarketMs | null = null;
    for (let at = schedule.next(from); at !== null && at <= now; at = schedule.next(at)) found = at;
    if (found !== null) return found;
    if (from <= last) return null;
  }
}

/**
 * Is a slot still worth its work? For a tenth of the time to the next slot, at least for a minute; after that it
 * has passed and the next one will do.
 */
export function isFresh(schedule: CronSchedule, slot: MarketMs, now: MarketMs): boolean {
  const next = schedule.next(slot) ?? plusMs(slot, DAY_MS);
  return now - slot <= Math.max(FRESH_FLOOR_MS, (next - slot) * FRESH_PART);
}
