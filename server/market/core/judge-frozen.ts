// A market whose connection is open and whose price stands still, silent or telling the same again and again, while others
// move: what it says is no price of now. What is long for one market is usual for another, so each is measured by itself.

import type { WallMs } from "@/server/kernel/clock";

/** When one market's price (last, bid or ask) changed, wall clock. */
export type Motion = {
  /** its last change; null before the first */
  readonly movedAt: WallMs | null;
  /** how often it has changed */
  readonly moves: number;
  /** the longest it lately stood still between two changes, ms; forgotten by a fiftieth with each change */
  readonly longestMs: number;
};

export const NO_MOTION: Motion = { movedAt: null, moves: 0, longestMs: 0 };

/** Fewer tell nothing of what is usual. */
const MOVES_LEAST = 20;
/** With another price elsewhere it takes a minute to tell; by its own silence alone, which may be a calm, ten. */
const ELSEWHERE = { leastMs: 60_000, times: 3 } as const;
const ALONE = { leastMs: 600_000, times: 10 } as const;
const FORGETS = 0.98;
/** Another market that changed so lately moves. */
const OTHERS_MOVE_MS = 10_000;

/** What is known once the price has changed. */
export function moved({ movedAt, moves, longestMs }: Motion, at: WallMs): Motion {
  const gapMs = movedAt === null ? 0 : Math.max(0, at - movedAt);
  return { movedAt: at, moves: moves + 1, longestMs: Math.max(gapMs, longestMs * FORGETS) };
}

/** What stands beside a market; asked for only where it matters. */
export type Beside = {
  readonly others: () => readonly Motion[];
  /** other exchanges ask another price for the same: core/judge-agreement */
  readonly differs: () => boolean;
};

/**
 * How long a market has been frozen, ms; null where it is not. It has stood still for a minute and three times as long as
 * it lately did, and other exchanges ask another price; or, where nobody else tells, for ten minutes and ten times as
 * long, while other markets move. Where all stand still there is nothing to tell it by: candles and the age of the last
 * price do that.
 */
export function frozenMs(own: Motion, { others, differs }: Beside, now: WallMs): number | null {
  if (own.movedAt === null || own.moves < MOVES_LEAST) return null;
  const stillMs = now - own.movedAt;
  const isLong = ({ leastMs, times }: typeof ELSEWHERE | typeof ALONE) =>
    stillMs >= Math.max(leastMs, times * own.longestMs);
  if (isLong(ELSEWHERE) && differs()) return stillMs;
  const othersMove = () =>
    others().some(({ movedAt }) => movedAt !== null && now - movedAt <= OTHERS_MOVE_MS);
  return isLong(ALONE) && othersMove() ? stillMs : null;
}
