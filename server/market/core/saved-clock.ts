import { type MarketMs, marketMs, type WallMs } from "@/server/kernel/clock";

/** What the market clock last saved of itself. */
export type SavedClock = {
  readonly marketAt: MarketMs;
  readonly wallAt: WallMs;
  readonly ceiling: MarketMs;
  readonly speed: number;
};

/** No save for this long means that nobody watches the market. Wall clock. */
const QUIET_WALL_MS = 60_000;

/** Market time as another process may read it: from the last save on, never past the ceiling. */
export function marketTimeFrom(saved: SavedClock, wallNow: WallMs): MarketMs {
  const passed = Math.max(0, wallNow - saved.wallAt) * saved.speed;
  return marketMs(Math.max(saved.marketAt, Math.min(Math.floor(saved.marketAt + passed), saved.ceiling)));
}

/** True when the recording has run out (nothing is reserved ahead any more), or the clock was not saved for long. */
export const isStandingStill = (saved: SavedClock, wallNow: WallMs): boolean =>
  saved.marketAt >= saved.ceiling || wallNow - saved.wallAt > QUIET_WALL_MS;
