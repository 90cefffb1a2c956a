import type { WallMs } from "@/server/kernel/clock";
import type { ExchangeName } from "@/server/kernel/exchange-names";
import { type MarketFeed, marketKey } from "./core/market-feed";
import type { MarketRules } from "./core/market-rules";
import { saveRulesAgain } from "./store";

/** What the exchanges demand of orders, as last read, in memory. */
export type RulesBook = {
  /** Undefined for a market that was never offered; one that has gone keeps its last rules, so that it can be sold. */
  readonly rulesOf: (exchange: ExchangeName, symbol: string) => MarketRules | undefined;
  readonly all: () => readonly MarketRules[];
  /** Reads them again; what has changed is used by the next order, and stored. Throws where the feed gives no answer. */
  readonly refresh: () => Promise<void>;
  /**
   * An exchange has refused an order by its rules: they are read again at once, however long they would still be good.
   * Waits for nothing; not more often than every few seconds.
   */
  readonly doubt: () => void;
};

/** How often the rules are read again while nobody doubts them, wall clock. */
export const RULES_EVERY_MS = 3_600_000;
/** Between two readings because of doubts: an exchange that refuses every order is not asked at each. */
const DOUBT_GAP_MS = 5_000;

type Setup = {
  readonly feed: Pick<MarketFeed, "markets" | "source" | "kind" | "timeframesOf" | "spanOf">;
  readonly wall: () => WallMs;
  /** Told when a reading that was asked for by a doubt failed; the next doubt asks again. */
  readonly onFailed: (error: unknown) => void;
};

/** Reads the rules of a feed's markets, and keeps them up to date. */
export async function createRulesBook({ feed, wall, onFailed }: Setup): Promise<RulesBook> {
  const known = new Map((await feed.markets()).map((one) => [marketKey(one), one]));
  let running: Promise<void> | null = null;
  let readAt: WallMs | null = null;
  const read = async () => {
    const rules = await feed.markets();
    const changed = rules.filter((one) => !isSame(known.get(marketKey(one)), one));
    for (const one of rules) known.set(marketKey(one), one);
    if (changed.length > 0) await saveRulesAgain(feed, changed);
  };
  const refresh = () => {
    running ??= read().finally(() => {
      running = null;
      readAt = wall();
    });
    return running;
  };
  return {
    rulesOf: (exchange, symbol) => known.get(marketKey({ exchange, symbol })),
    all: () => [...known.values()],
    refresh,
    doubt: () => {
      if (readAt !== null && Math.abs(wall() - readAt) < DOUBT_GAP_MS) return;
      refresh().catch(onFailed);
    },
  };
}

const COLUMNS = ["tickSize", "lotSize", "minAmount", "minNotional", "makerFee", "takerFee"] as const;

const isSame = (before: MarketRules | undefined, now: MarketRules): boolean =>
  before !== undefined && COLUMNS.every((column) => before[column].eq(now[column]));
