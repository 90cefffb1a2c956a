import { type MarketMs, marketMs, plusMs } from "@/server/kernel/clock";

const UNIT_MS: Record<string, number> = {
  w: 604_800_000,
  d: 86_400_000,
  h: 3_600_000,
  m: 60_000,
  s: 1_000,
};

/** "1h30m10s" in milliseconds; null when it is not of that form. */
export function parseDuration(text: string): number | null {
  if (!/^(\d+[wdhms])*$/.test(text)) return null;
  let total = 0;
  for (const [, count = "0", unit = "s"] of text.matchAll(/(\d+)([wdhms])/g)) {
    total += Number(count) * (UNIT_MS[unit] ?? 0);
  }
  return total;
}

/** The end of a sleep, written as a duration from now or as an instant, both on the market clock. */
export function parseWake(text: string, now: MarketMs): MarketMs | null {
  const duration = parseDuration(text);
  if (duration !== null) return plusMs(now, duration);
  const at = Date.parse(text);
  return Number.isNaN(at) ? null : marketMs(at);
}
