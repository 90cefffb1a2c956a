import { type MarketMs, marketMs, type WallMs } from "@/server/kernel/clock";
import type { MarketRules } from "@/server/market/core/market-rules";
import type { MarketFeed, MarketKind } from "./core/market-feed";
import { saveOpenSession } from "./store";

/** The market session in use: which prices, how fast, and where market time goes on. */
export type OpenMarketSession = {
  readonly source: string;
  readonly kind: MarketKind;
  readonly label: string;
  /** market milliseconds per wall millisecond */
  readonly speed: number;
  readonly startAt: MarketMs;
  /** last instant with prices; null when it never ends */
  readonly endAt: MarketMs | null;
  /** the saved ceiling: no process has ever used a later instant of this session */
  readonly resumeAt: MarketMs;
  readonly rules: readonly MarketRules[];
};

/**
 * Makes a feed the one in use: its session row (new, or the one that earlier starts left behind), exactly one
 * active, and the rules of its markets. `speed` may differ from the last start. Throws when the database cannot
 * be reached.
 */
export async function openMarketSession(options: {
  readonly feed: MarketFeed;
  readonly speed: number;
  readonly wallNow: WallMs;
}): Promise<OpenMarketSession> {
  const { feed, speed, wallNow } = options;
  const rules = await feed.markets();
  const row = await saveOpenSession({ feed, speed: String(speed), wallNow }, rules);
  return {
    source: row.source,
    kind: row.kind,
    label: row.label,
    speed,
    startAt: marketMs(row.startMarketAt),
    endAt: feed.endAt,
    resumeAt: marketMs(row.ceilingMarketAt),
    rules,
  };
}
