import { record } from "@/server/audit/record";
import { type BookValuation, inTurn, valueNow } from "./book-valuation";
import { saveEquityPoints } from "./store";

const INTERVAL_MS = 5_000;
const EARLY_MS = 100;
// fills come in bursts: one point tells of all of them
const AFTER_FILL_INTERVAL_MS = 500;

/**
 * Adds a point to the book's equity curve: every 5 s of wall time, and after a fill; answers whether it did.
 *
 * One point per currency; a currency with an unknown price gets none. Safe to call every second.
 */
export function recordEquity(valuation: BookValuation, { afterFill = false } = {}): Promise<boolean> {
  return inTurn(valuation, async () => {
    const at = { market: valuation.clocks.market(), wall: valuation.clocks.wall() };
    const intervalMs = afterFill ? AFTER_FILL_INTERVAL_MS : INTERVAL_MS - EARLY_MS;
    const { recordedWallAt } = valuation.memory;
    if (recordedWallAt !== null && at.wall - recordedWallAt < intervalMs) return false;
    const { points } = await valueNow(valuation);
    if (points.length === 0) return false;
    await record((tx) => saveEquityPoints(tx, points, at));
    valuation.memory.recordedWallAt = at.wall;
    return true;
  });
}
