import type { Clocks } from "@/server/kernel/clock";
import type { MarketBadge } from "@/server/market/core/feed-view";
import type { logger } from "@/server/platform/logger";
import { type Repeating, repeat } from "@/server/platform/repeat";
import { type BookSources, type BookValuation, openBookValuation } from "./book-valuation";
import type { LiveView } from "./core/live-view";
import { pruneEquity } from "./prune-equity";
import { publishLiveView } from "./publish-live-view";
import { recordEquity } from "./record-equity";

/** Currencies that are held, and the one their owner sees them in. */
export type RateNeed = { readonly from: readonly string[]; readonly to: string };

export type Desks = {
  /** Values the books at the next round, and marks the curve: called after fills. */
  readonly filled: () => void;
  /** What the books were last shown in: whose rates are needed. */
  readonly rateNeeds: () => readonly RateNeed[];
  readonly stop: () => Promise<void>;
};

const PUBLISH_EVERY_MS = 1_000;
const PRUNE_EVERY_MS = 3_600_000;

/** Publishes the live view of some books about once a second and keeps their equity curves. */
export async function startValuations(setup: {
  readonly books: readonly { readonly userId: string; readonly book: LiveView["book"] }[];
  readonly prices: Pick<BookSources, "feeds" | "rateFeeds">;
  readonly badge: () => MarketBadge;
  readonly clocks: Clocks;
  readonly log: ReturnType<typeof logger>;
}): Promise<Desks> {
  const { badge, clocks, log } = setup;
  const { feeds, rateFeeds } = setup.prices;
  const valuations: BookValuation[] = [];
  for (const { userId, book } of setup.books)
    valuations.push(await openBookValuation({ userId, book, feeds, rateFeeds, badge, clocks }));
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
    rateNeeds: () =>
      valuations.flatMap(({ memory: { view } }) =>
        view?.display
          ? [{ from: view.display.parts.map(({ currency }) => currency), to: view.display.currency }]
          : [],
      ),
    stop: async () => {
      await Promise.all(loops.map((loop) => loop.stop()));
    },
  };
}
