import { record } from "@/server/audit/record";
import { type BookValuation, inTurn, valueNow } from "./book-valuation";
import { saveLiveView } from "./store";

const INTERVAL_MS = 1_000;
// a timer that fires a little early must not skip a whole second
const EARLY_MS = 50;

/**
 * Publishes what pages show of the valuation's book, at most once a second of wall time; answers whether it did.
 *
 * Safe to call as often as ticks come. Throws when the database fails: the next call tries again.
 */
export function publishLiveView(valuation: BookValuation): Promise<boolean> {
  return inTurn(valuation, async () => {
    const wallNow = valuation.clocks.wall();
    const { publishedWallAt } = valuation.memory;
    if (publishedWallAt !== null && wallNow - publishedWallAt < INTERVAL_MS - EARLY_MS) return false;
    const { view } = await valueNow(valuation);
    const { growth, botGrowth } = valuation.memory;
    await record((tx) => saveLiveView(tx, valuation.userId, { view, growth, botGrowth }));
    valuation.memory.publishedWallAt = wallNow;
    return true;
  });
}
