import type { Clocks } from "@/server/kernel/clock";
import type { FeedView, MarketBadge } from "@/server/market/core/feed-view";
import type { logger } from "@/server/platform/logger";
import { type Repeating, repeat } from "@/server/platform/repeat";
import { type BookValuation, openBookValuation } from "./book-valuation";
import type { LiveView } from "./core/live-view";
import { pruneEquity } from "./prune-equity";
import { publishLiveView } from "./publish-live-view";
import { recordEquity } from "./record-equity";

export type Desks = {
  /** Values the books at the next round, and marks the curve: called after fills. */
  readonly filled: () => void;
  readonly stop: () => Promise<void>;
};

const PUBLISH_EVERY_MS = 1_000;
const PRUNE_EVERY_MS = 3_600_000;

/** Publishes the live view of some books about once a second and keeps their equity curves. */
export async function startValuations(setup: {
  readonly books: readonly { readonly userId: string; readonly book: LiveView["book"] }[];
  readonly feeds: () => readonly FeedView[];
  readonly badge: () => MarketBadge;
  readonly clocks: Clocks;
  readonly log: ReturnType<typeof logger>;
}): Promise<Desks> {
  const { feeds, badge, clocks, log } = setup;
  const valuations: BookValuation[] = [];
  for (const { userId, book } of setup.books)
    valuations.push(await openBookValuation({ userId, book, feeds, badge, clocks }));
  let afterFill = false;
  const publish = async () => {
    const marked = afterFill;
    afterFill = false;
    for (const valuation of valuations) {
      await publishLiveView(valuation);
      await recordEquity(valuation, { afterFill: marked });
    }
  };
  let prunedTo: Awaited<ReturnType<typeof pruneEquity>>["untilWallAt"] | undefined;
  const prune = async () => {
    const wallNow = clocks.wall();
    prunedTo = (await pruneEquity({ wallNow, sinceWallAt: prunedTo })).untilWallAt;
  };
  const loops: Repeating[] = [
    repeat("live view", PUBLISH_EVERY_MS, log, publish),
    repeat("equity pruning", PRUNE_EVERY_MS, log, prune),
  ];
  return {
    filled: () => {
      afterFill = true;
    },
    stop: async () => {
      await Promise.all(loops.map((loop) => loop.stop()));
    },
  };
}
