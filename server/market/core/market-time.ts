import { type MarketMs, marketMs } from "@/server/kernel/clock";

/**
 * A market clock between two saves. `ceiling` is the last instant that is saved as possibly used: nothing later
 * may be handed out. `monotonicMs` values come from one monotonic source of the process; only their differences
 * count.
 */
export type MarketTime = {
  readonly anchor: MarketMs;
  readonly anchorMonotonicMs: number;
  readonly ceiling: MarketMs;
  /** market milliseconds per wall millisecond */
  readonly speed: number;
  /** last instant with prices; null when there is none */
  readonly endAt: MarketMs | null;
};

/** How far ahead of the clock the ceiling is kept, in wall milliseconds. */
const RESERVE_WALL_MS = 2_000;

/** Market time now: never above the ceiling or the end of the recording, never below the anchor. */
export function readMarketTime(time: MarketTime, monotonicMs: number): MarketMs {
  return marketMs(Math.max(time.anchor, Math.min(uncappedAt(time, monotonicMs), lastUsable(time))));
}

/** The ceiling to save next; the present one when the end is near and nothing more may be reserved. */
export function nextCeiling(time: MarketTime, monotonicMs: number): MarketMs {
  const wanted = readMarketTime(time, monotonicMs) + Math.ceil(RESERVE_WALL_MS * time.speed);
  return marketMs(Math.max(time.ceiling, Math.min(wanted, time.endAt ?? wanted)));
}

/**
 * The clock after a new ceiling was saved. Where it had stopped at the old one (the save came late) it goes on
 * from there: the time it stood still is not made up for, since nothing watched the market meanwhile.
 */
export function raiseCeiling(time: MarketTime, monotonicMs: number, ceiling: MarketMs): MarketTime {
  const anchor = readMarketTime(time, monotonicMs);
  return {
    ...time,
    anchor,
    anchorMonotonicMs: monotonicMs,
    ceiling: marketMs(Math.max(time.ceiling, ceiling)),
  };
}

/** The clock at `wallMs` where that is later than the time it tells: a machine that slept, or was set forward. */
export function catchUpWith(time: MarketTime, monotonicMs: number, wallMs: number): MarketTime {
  const wall = Math.floor(wallMs);
  if (wall <= readMarketTime(time, monotonicMs)) return time;
  return { ...time, anchor: marketMs(wall), anchorMonotonicMs: monotonicMs };
}

/** True once the recording has run out. */
export const hasEnded = (time: MarketTime, monotonicMs: number): boolean =>
  time.endAt !== null && readMarketTime(time, monotonicMs) >= time.endAt;

const uncappedAt = (time: MarketTime, monotonicMs: number): number =>
  Math.floor(time.anchor + (monotonicMs - time.anchorMonotonicMs) * time.speed);

const lastUsable = ({ ceiling, endAt }: MarketTime): number =>
  endAt === null ? ceiling : Math.min(ceiling, endAt);
