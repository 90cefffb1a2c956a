import { formatScore, NBSP } from "../ui/format-number";

/** What was not measured, or not often enough. */
export const NOT_KNOWN = "n/a";

/** Basis points with their sign: "+1.20 bp". */
export const formatBps = (bps: number | null): string =>
  bps === null ? NOT_KNOWN : `${formatScore(bps.toFixed(4))}${NBSP}bp`;

/** Milliseconds as people read them: "12 ms", "1.25 s", "3.1 min". */
export function formatMs(ms: number | null): string {
  if (ms === null) return NOT_KNOWN;
  if (ms < 1_000) return `${ms.toFixed(0)}${NBSP}ms`;
  if (ms < 60_000) return `${(ms / 1_000).toFixed(2)}${NBSP}s`;
  return `${(ms / 60_000).toFixed(1)}${NBSP}min`;
}

/** A fraction of 1 as a percentage without a sign: "98.50 %". */
export const formatFraction = (fraction: number | null, decimals = 2): string =>
  fraction === null ? NOT_KNOWN : `${(fraction * 100).toFixed(decimals)}${NBSP}%`;
