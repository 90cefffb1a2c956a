import { formatCount, NBSP, UNKNOWN } from "../ui/format-number";
import { formatAge } from "../ui/format-time";

const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;
const KB = 1_000;

/** A duration as exact as is of use: "84 ms", "1.2 s", "3 min 12 s". Unknown is "—". */
export function tookWords(ms: number | null): string {
  if (ms === null) return UNKNOWN;
  const known = Math.max(0, ms);
  if (known < SECOND_MS) return `${Math.round(known)}${NBSP}ms`;
  // cut, not rounded: 59.96 s is not yet a minute
  if (known < MINUTE_MS) return `${(Math.floor(known / 100) / 10).toFixed(1)}${NBSP}s`;
  return formatAge(known);
}

/** A size in bytes or kilobytes of 1 000: "412 B", "20.0 kB". */
export const sizeWords = (bytes: number): string =>
  bytes < KB ? `${formatCount(bytes)}${NBSP}B` : `${(bytes / KB).toFixed(1)}${NBSP}kB`;
