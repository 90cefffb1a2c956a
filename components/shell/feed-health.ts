import { type ExchangeName, exchangeLabel } from "@/server/kernel/exchange-names";
import type { FeedView } from "@/server/market/core/feed-view";
import { type FeedState, feedStateOf } from "../live/feed-age";
import { formatAge } from "../ui/format-time";

export type FeedHealth = {
  /** as it writes its own name */
  readonly label: string;
  readonly state: FeedState;
  readonly words: string;
};

/** One line per exchange, its oldest feed deciding; an exchange without a tick is off. */
export function feedHealth(
  feeds: readonly FeedView[],
  ageOf: (wallAt: string) => number,
): readonly FeedHealth[] {
  const oldest = new Map<ExchangeName, number | null>();
  for (const { exchange, tickWallAt } of feeds) {
    const age = tickWallAt === null ? null : ageOf(tickWallAt);
    const known = oldest.get(exchange);
    oldest.set(exchange, known === null || age === null ? null : Math.max(known ?? 0, age));
  }
  return [...oldest].map(([exchange, age]) => {
    const name = exchangeLabel(exchange);
    const state = feedStateOf(age);
    if (age === null) return { label: name, state, words: `${name} no price yet` };
    return { label: name, state, words: `${name} ${formatAge(age)}${state === "ok" ? "" : " old"}` };
  });
}

const RANK = { off: 2, late: 1, ok: 0 } as const;

/** The feed to name: the worst that is not well; null when all are. */
export const worstFeed = (feeds: readonly FeedHealth[]): FeedHealth | null =>
  feeds.reduce<FeedHealth | null>(
    (worst, feed) => (RANK[feed.state] > (worst ? RANK[worst.state] : 0) ? feed : worst),
    null,
  );
