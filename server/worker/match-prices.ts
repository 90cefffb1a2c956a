import { paperVenue } from "@/server/exchange/core/venue-name";
import { inLane } from "@/server/execution/lanes";
import type { TradingRuntime } from "@/server/execution/runtime";
import { settleNow } from "@/server/execution/settle-orders";
import type { Tick } from "@/server/market/core/market-feed";

/** New prices kept for one venue that has not come to match them; beyond it the oldest are passed over. */
const WAITING_MAX = 20_000;
/** Wall clock, before prices that could not be matched are shown again. */
const RETRY_MS = 1_000;

/**
 * Shows simulated venues new prices, each in its own lane, and books what traded. Answers at once: prices that come
 * while a venue is at work wait together for its next turn, in their order; those that could not be matched come again,
 * whole, before any newer one.
 */
export function createMatching(
  runtime: TradingRuntime,
  match: (venue: string, ticks: readonly Tick[]) => Promise<number>,
): (ticks: readonly Tick[]) => void {
  const waiting = new Map<string, readonly Tick[]>();
  const queued = new Set<string>();

  const keep = (venue: string, ticks: readonly Tick[]) => {
    const over = ticks.length - WAITING_MAX;
    if (over > 0) runtime.failed("matching", venue, new Error(`${over} prices were passed over`));
    waiting.set(venue, over > 0 ? ticks.slice(over) : ticks);
  };
  const queue = (venue: string) => {
    if (queued.has(venue)) return;
    queued.add(venue);
    void inLane(runtime, venue, () => round(venue)).catch((error: unknown) =>
      runtime.failed("settling a venue", venue, error),
    );
  };
  const round = async (venue: string): Promise<void> => {
    queued.delete(venue);
    const ticks = waiting.get(venue) ?? [];
    waiting.delete(venue);
    if (ticks.length === 0 || runtime.leaderToken() === null) return;
    let traded = 0;
    try {
      traded = await match(venue, ticks);
    } catch (error) {
      runtime.failed("matching", venue, error);
      keep(venue, [...ticks, ...(waiting.get(venue) ?? [])]);
      setTimeout(() => queue(venue), RETRY_MS).unref();
    }
    if (traded > 0 && runtime.leaderToken() !== null) await settleNow(runtime, venue);
  };

  return (ticks) => {
    for (const [exchange, own] of Map.groupBy(ticks, (tick) => tick.exchange)) {
      const venue = paperVenue(exchange);
      keep(venue, [...(waiting.get(venue) ?? []), ...own]);
      queue(venue);
    }
  };
}
