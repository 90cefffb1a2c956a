// A function's trigger in words. What has no short words is shown as it is written.

export type TriggerWords = {
  readonly words: string;
  /** IANA zone that a schedule's times are in; null for an event */
  readonly zone: string | null;
};

/** more times a day than this are no easier to read than the schedule itself */
const TIMES_MAX = 6;
const DAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
const SHORT_DAYS = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

/** "0 2 * * *" is "every day at 02:00" in UTC; "TZ=Area/City " in front names another zone; the rest is an event. */
export function triggerWords(trigger: string): TriggerWords {
  const [, zone = "UTC", rest = ""] = /^(?:TZ=(\S+)\s+)?(.*)$/.exec(trigger.trim()) ?? [];
  const fields = rest.split(/\s+/);
  if (fields.length !== 5) return { words: `on ${rest}`, zone: null };
  return { words: scheduleWords(fields) ?? `schedule ${rest}`, zone };
}

function scheduleWords(fields: readonly string[]): string | null {
  const [minute = "", hour = "", day = "", month = "", weekday = ""] = fields;
  if (month !== "*") return null;
  const clock = clockWords(minute, hour);
  if (clock === null) return null;
  if (day === "*" && weekday === "*") return clock.isTime ? `every day at ${clock.words}` : clock.words;
  const on = dayWords(day, weekday);
  if (on === null) return null;
  return clock.isTime ? `${on} at ${clock.words}` : `${clock.words}, ${on}`;
}

type ClockWords = { readonly words: string; readonly isTime: boolean };

function clockWords(minute: string, hour: string): ClockWords | null {
  return stepWords(minute, hour) ?? timeWords(minute, hour);
}

function stepWords(minute: string, hour: string): ClockWords | null {
  const minutes = stepOf(minute, 60);
  if (hour === "*" && minutes !== null) return { words: every(minutes, "minute"), isTime: false };
  const hours = stepOf(hour, 24);
  const past = numbersOf(minute, 59);
  if (hours === null || !past) return null;
  return { words: `${every(hours, "hour")} at ${joined(past.map((at) => `:${two(at)}`))}`, isTime: false };
}

function timeWords(minute: string, hour: string): ClockWords | null {
  const hours = numbersOf(hour, 23);
  const past = numbersOf(minute, 59);
  if (!hours || !past || hours.length * past.length > TIMES_MAX) return null;
  const times = hours.flatMap((at) => past.map((minutes) => `${two(at)}:${two(minutes)}`));
  return { words: joined(times), isTime: true };
}

function dayWords(day: string, weekday: string): string | null {
  if (weekday === "*") {
    const days = numbersOf(day, 31);
    return days && `on day ${joined(days.map(String))} of the month`;
  }
  if (day !== "*") return null;
  if (/^(1-5|mon-fri)$/i.test(weekday)) return "Monday to Friday";
  const days = weekday.split(",").map(weekdayOf);
  return days.every((at) => at !== null) ? `every ${joined(days.map((at) => DAYS[at % 7] ?? ""))}` : null;
}

function weekdayOf(text: string): number | null {
  const named = SHORT_DAYS.indexOf(text.toLowerCase());
  if (named >= 0) return named;
  return /^[0-7]$/.test(text) ? Number(text) : null;
}

/** 1 for "*", n for "*" with a step of n; null too where the last step before `whole` would be a shorter one. */
function stepOf(field: string, whole: number): number | null {
  if (field === "*") return 1;
  const step = Number(/^\*\/(\d{1,2})$/.exec(field)?.[1] ?? 0);
  return step > 0 && whole % step === 0 ? step : null;
}

const every = (step: number, unit: string): string =>
  step === 1 ? `every ${unit}` : `every ${step} ${unit}s`;

function numbersOf(field: string, max: number): readonly number[] | null {
  const numbers = field.split(",").map((text) => (/^\d{1,2}$/.test(text) ? Number(text) : Number.NaN));
  return numbers.every((each) => each <= max) ? numbers : null;
}

const two = (value: number): string => String(value).padStart(2, "0");

const joined = (words: readonly string[]): string =>
  words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
