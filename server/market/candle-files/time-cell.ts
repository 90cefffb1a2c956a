/** A moment as it stands in a file of candles: a count of one unit since 1970, or a date in one of the usual forms. */
export const timeUnits = ["s", "ms", "us", "ns"] as const;
export type TimeUnit = (typeof timeUnits)[number];

/** How a moment was written: what it counts, or whether a date carries its zone. Dates without a zone are read as UTC. */
export type TimeForm = TimeUnit | "zoned" | "unzoned";

export type Moment = { readonly atMs: number; readonly form: TimeForm };

export const unitWords: { readonly [form in TimeForm]: string } = {
  s: "seconds",
  ms: "milliseconds",
  us: "microseconds",
  ns: "nanoseconds",
  zoned: "dates with a zone",
  unzoned: "dates without a zone",
};

const MS_PER: { readonly [unit in TimeUnit]: number } = { s: 1_000, ms: 1, us: 1e-3, ns: 1e-6 };
/** each unit's counts of the years 1973 to 5138: none can be mistaken for another */
const UNIT_FROM: readonly (readonly [number, TimeUnit])[] = [
  [1e17, "ns"],
  [1e14, "us"],
  [1e11, "ms"],
  [1e8, "s"],
];
const COUNT_MAX = 1e20;
const FIRST_MS = Date.UTC(1980, 0, 1);
const LAST_MS = Date.UTC(2100, 0, 1);

const COUNT = /^\d+(?:\.\d+)?(?:[eE]\+?\d{1,2})?$/;
const ISO =
  /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ,]+(\d{1,2})(?::(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?)?[ -]?([AP]M)?)?\s*(Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?$/i;
const COMPACT = /^(\d{4})(\d{2})(\d{2})(?:[T ,]?(\d{2}):?(\d{2})(?::?(\d{2}))?)?(Z)?$/;
const NAMED = /^([A-Z][a-z]{2})[a-z]* (\d{1,2}), (\d{4})$/;
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** The unit a count since 1970 can only be in, null when it is none of a year that could be meant. */
export function unitOf(count: number): TimeUnit | null {
  if (!(count < COUNT_MAX)) return null;
  return UNIT_FROM.find(([least]) => count >= least)?.[1] ?? null;
}

/** Reads one moment; `unit` is what counts are counted in, null to tell by their size. Null when it is none. */
export function readMoment(text: string, unit: TimeUnit | null): Moment | null {
  const trimmed = text.trim();
  if (COUNT.test(trimmed) && !isDay(trimmed)) {
    const count = Number(trimmed);
    const counted = unit ?? unitOf(count);
    return counted === null ? null : { atMs: momentOf(count, counted), form: counted };
  }
  return readDate(trimmed);
}

/** 20220801 is a date: as seconds it would lie in 1970. */
const isDay = (text: string): boolean =>
  /^(?:19|20)\d{2}[01]\d[0-3]\d(?:\d{4}|\d{6})?$/.test(text) && text.length !== 13;

/** A count since 1970 in ms, whole where it was written in finer units. */
export const momentOf = (count: number, unit: TimeUnit): number => Math.round(count * MS_PER[unit]);

/** Whether it lies in a year that candles are of: 1980 to 2099. */
export const isSensible = (atMs: number): boolean => atMs >= FIRST_MS && atMs < LAST_MS;

const readDate = (text: string): Moment | null => readNamed(text) ?? readCompact(text) ?? readIso(text);

const momentAt = (atMs: number | null, form: TimeForm): Moment | null =>
  atMs === null ? null : { atMs, form };

/** Mar 01, 2022 */
function readNamed(text: string): Moment | null {
  const [, month = "", day, year] = NAMED.exec(text) ?? [];
  return year === undefined ? null : momentAt(utc([year, String(MONTHS.indexOf(month) + 1), day]), "unzoned");
}

/** 20220301, 20220301 0930, 20220301093000 */
function readCompact(text: string): Moment | null {
  const parts = COMPACT.exec(text);
  return parts && momentAt(utc(parts.slice(1, 7)), parts[7] ? "zoned" : "unzoned");
}

function readIso(text: string): Moment | null {
  const [, year, month, day, hour, minute, second, fraction = "0", half, zone] = ISO.exec(text) ?? [];
  if (year === undefined) return null;
  const at = utc([year, month, day, halved(hour, half), minute, second]);
  const partMs = Math.floor(Number(`0.${fraction}`) * 1_000);
  return momentAt(at && at + partMs - offsetMs(zone), zone === undefined ? "unzoned" : "zoned");
}

/** 12 AM is midnight. */
function halved(hour: string | undefined, half: string | undefined): string | undefined {
  if (hour === undefined || half === undefined) return hour;
  return String((Number(hour) % 12) + (half.toUpperCase() === "PM" ? 12 : 0));
}

/** Null for a day or an hour that the calendar does not have. */
function utc(parts: readonly (string | undefined)[]): number | null {
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = parts.map((part) =>
    Number(part ?? 0),
  );
  const at = Date.UTC(year, month - 1, day, hour, minute, second);
  const date = new Date(at);
  const exists = date.getUTCMonth() === month - 1 && date.getUTCDate() === day && hour < 24 && minute < 60;
  return exists && second < 60 ? at : null;
}

function offsetMs(zone: string | undefined): number {
  const [, sign, hours = "0", minutes = "0"] = /^([+-])(\d{2}):?(\d{2})?$/.exec(zone ?? "") ?? [];
  if (sign === undefined) return 0;
  const ms = (Number(hours) * 60 + Number(minutes)) * 60_000;
  return sign === "-" ? -ms : ms;
}
