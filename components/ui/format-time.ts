// The one formatter of instants and ages. ISO UTC in; 24 h in a named zone out.
import { NBSP, UNKNOWN } from "./format-number";

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const DAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];

type Parts = { year: number; month: number; day: number; hour: number; minute: number; second: number };

const clocks = new Map<string, Intl.DateTimeFormat>();

function clockOf(zone: string): Intl.DateTimeFormat {
  const known = clocks.get(zone);
  if (known) return known;
  const made = new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
  clocks.set(zone, made);
  return made;
}

/** The calendar parts of an instant (ms UTC) in a zone. */
export function partsIn(ms: number, zone: string): Parts {
  const found: { [type: string]: number } = {};
  for (const part of clockOf(zone).formatToParts(ms)) found[part.type] = Number(part.value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = found;
  return { year, month, day, hour, minute, second };
}

/** What the zone's clock shows at an instant, as the ms at which UTC's shows the same: to put readings in order. */
export function readingIn(ms: number, zone: string): number {
  const at = partsIn(ms, zone);
  return Date.UTC(at.year, at.month - 1, at.day, at.hour, at.minute, at.second);
}

const labels = new Map<string, Intl.DateTimeFormat>();

function labelOf(zone: string): Intl.DateTimeFormat {
  const known = labels.get(zone);
  if (known) return known;
  const made = new Intl.DateTimeFormat("en-ZA", { timeZone: zone, timeZoneName: "short", year: "numeric" });
  labels.set(zone, made);
  return made;
}

/** The zone's own short name at that instant: "SAST", "CET", "UTC". */
export function zoneLabel(iso: string | number, zone: string): string {
  if (zone === "UTC") return "UTC";
  const label = labelOf(zone)
    .formatToParts(new Date(iso))
    .find((part) => part.type === "timeZoneName")?.value;
  return label ?? zone;
}

/** The zone's names over a stretch of time: "SAST", or "BST/GMT" where summer time changes inside it. */
export function zoneLabels(from: string | number, until: string | number, zone: string): string {
  const [first, last] = [zoneLabel(from, zone), zoneLabel(until, zone)];
  return first === last ? last : `${first}/${last}`;
}

/** "14:32:08" */
export const formatClock = (iso: string | null, zone: string): string =>
  withParts(iso, zone, (at) => `${two(at.hour)}:${two(at.minute)}:${two(at.second)}`);

/** "14:00:12.104", for the steps of an order. */
export const formatClockMs = (iso: string | null, zone: string): string =>
  withParts(iso, zone, (at, ms) => {
    const thousandths = String(ms % 1000).padStart(3, "0");
    return `${two(at.hour)}:${two(at.minute)}:${two(at.second)}.${thousandths}`;
  });

/** "14:32" */
export const formatMinute = (iso: string | null, zone: string): string =>
  withParts(iso, zone, (at) => `${two(at.hour)}:${two(at.minute)}`);

/** "22 Nov" */
export const formatDay = (iso: string | null, zone: string): string =>
  withParts(iso, zone, (at) => `${at.day}${NBSP}${MONTHS[at.month - 1]}`);

/** "22 Nov 14:32:08" */
export const formatDayClock = (iso: string | null, zone: string): string =>
  withParts(iso, zone, (at) => {
    const clock = `${two(at.hour)}:${two(at.minute)}:${two(at.second)}`;
    return `${at.day}${NBSP}${MONTHS[at.month - 1]}${NBSP}${clock}`;
  });

/** "Sun 22 Nov 2026" */
export const formatDate = (iso: string | null, zone: string): string =>
  withParts(iso, zone, (at) => {
    const weekday = DAYS[new Date(Date.UTC(at.year, at.month - 1, at.day)).getUTCDay()];
    return `${weekday}${NBSP}${at.day}${NBSP}${MONTHS[at.month - 1]}${NBSP}${at.year}`;
  });

/** "Sun 22 Nov 2026 14:32:08 SAST": for hovers and copies. */
export const formatFull = (iso: string | null, zone: string): string =>
  iso === null ? UNKNOWN : `${formatDate(iso, zone)} ${formatClock(iso, zone)} ${zoneLabel(iso, zone)}`;

/** An age for people, its two largest parts: "12 s", "3 min 12 s", "2 h 5 min", "6 d 9 h". */
export function formatAge(ageMs: number): string {
  const seconds = Math.max(0, Math.floor(ageMs / 1000));
  const parts: readonly (readonly [number, string])[] = [
    [Math.floor(seconds / 86_400), "d"],
    [Math.floor(seconds / 3600) % 24, "h"],
    [Math.floor(seconds / 60) % 60, "min"],
    [seconds % 60, "s"],
  ];
  const first = parts.findIndex(([count]) => count > 0);
  if (first < 0) return `0${NBSP}s`;
  const shown = parts.slice(first, first + 2).filter(([count]) => count > 0);
  return shown.map(([count, unit]) => `${count}${NBSP}${unit}`).join(" ");
}

function withParts(iso: string | null, zone: string, print: (at: Parts, ms: number) => string): string {
  const ms = iso === null ? Number.NaN : Date.parse(iso);
  return Number.isNaN(ms) ? UNKNOWN : print(partsIn(ms, zone), ms);
}

const two = (value: number): string => String(value).padStart(2, "0");
