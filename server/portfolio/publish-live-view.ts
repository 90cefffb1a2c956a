import { record } from "@/server/audit/record";
import { type BookDesk, inTurn, valueDesk } from "./book-desk";
import { saveLiveView } from "./store";

const INTERVAL_MS = 1_000;
// a timer that fires a little early must not skip a whole second
const EARLY_MS = 50;

/**
 * Publishes what pages show of the desk's book, at most once a second of wall time; answers whether it did.
 *
 * Safe to call as often as ticks come. Throws when the database fails: the next call tries again.
 */
export function publishLiveView(desk: BookDesk): Promise<boolean> {
  return inTurn(desk, async () => {
    const wallNow = desk.clocks.wall();
    const { publishedWallAt } = desk.memory;
    if (publishedWallAt !== null && wallNow - publishedWallAt < INTERVAL_MS - EARLY_MS) return false;
    const { view } = await valueDesk(desk);
    const { growth, botGrowth } = desk.memory;
    await record((tx) => saveLiveView(tx, desk.userId, { view, growth, botGrowth }));
    desk.memory.publishedWallAt = wallNow;
    return true;
  });
}
