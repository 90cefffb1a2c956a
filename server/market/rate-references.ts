import { type Clocks, marketMs, plusMs, type WallMs } from "@/server/kernel/clock";
import { type Timeframe, timeframeMs } from "./core/candle";
import { type MarketFeed, type MarketId, marketKey } from "./core/market-feed";
import { validateCandle } from "./core/validate-candle";
import type { MarketLogger } from "./market-logger";
import type { TickBook } from "./tick-book";

const AGAIN_MS = 300_000;
const RETRY_MS = 30_000;
const PREFERRED: Timeframe = "5m";
const LOOK_BACK_CANDLES = 300;

type Setup = {
  readonly feed: Pick<MarketFeed, "candles" | "timeframesOf">;
  readonly clocks: Clocks;
  readonly book: TickBook;
  readonly logger: MarketLogger;
};

/**
 * What ticks of markets are measured by that no bot trades: their newest closed candle, read every few minutes, beside
 * everything else. They have no slots: nothing waits for their candles, and none are stored.
 */
export class RateReferences {
  private readonly askedAt = new Map<string, WallMs>();

  constructor(private readonly setup: Setup) {}

  /** Reads those that are due; waits for none of them. */
  refresh(markets: readonly MarketId[]): void {
    const now = this.setup.clocks.wall();
    for (const market of markets) {
      const key = marketKey(market);
      const askedAt = this.askedAt.get(key);
      const waitMs = this.setup.book.referenceAt(market) === null ? RETRY_MS : AGAIN_MS;
      if (askedAt !== undefined && Math.abs(now - askedAt) < waitMs) continue;
      this.askedAt.set(key, now);
      void this.read(market);
    }
  }

  private async read(market: MarketId): Promise<void> {
    const { feed, clocks, book, logger } = this.setup;
    const offered = feed.timeframesOf(market);
    const timeframe = offered.includes(PREFERRED) ? PREFERRED : offered[0];
    if (timeframe === undefined) return;
    const until = clocks.market();
    const from = marketMs(until - LOOK_BACK_CANDLES * timeframeMs(timeframe));
    try {
      const [newest] = await feed.candles(market, timeframe, { from, until, limit: 1 });
      if (newest && validateCandle(newest) === null)
        book.confirm(market, newest, plusMs(newest.openAt, timeframeMs(timeframe)));
    } catch (error) {
      logger.warn({ err: error, ...market }, "a rate has no candle to be measured by, trying again");
    }
  }
}
