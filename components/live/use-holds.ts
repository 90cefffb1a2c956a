"use client";
import { useQuery } from "@tanstack/react-query";
import { useCallback } from "react";
import type { HoldsView, HoldView } from "@/server/health/core/fleet-holds";
import type { Book } from "@/server/kernel/book";
import type { FeedView } from "@/server/market/core/feed-view";
import { useTRPC } from "../trpc/client";
import { formatAge } from "../ui/format-time";
import { oldestFor } from "./feed-age";
import { type BotHold, fleetHold, guardHold, recordHold } from "./hold-words";
import { useLive } from "./live-provider";
import { useFreshness } from "./use-freshness";
import { useGuardInForce } from "./use-guard-in-force";
import { useLateFeeds } from "./use-late-feeds";

const NONE: HoldsView = { fleet: [], bots: [] };
/** A hold whose event was lost on the way is seen by then. */
const READ_AGAIN_MS = 15_000;

/** What holds the fleet, and which bots their own record holds, as the server knows it. */
export function useHolds(): HoldsView {
  const trpc = useTRPC();
  const { data = NONE } = useQuery({
    ...trpc.health.holds.queryOptions(),
    refetchInterval: READ_AGAIN_MS,
    throwOnError: false,
  });
  return data;
}

/** The holds of the fleet that touch a book. */
export const holdsOf = ({ fleet }: HoldsView, book: Book | null): readonly HoldView[] =>
  fleet.filter(({ books }) => books === null || books.some((each) => each === book));

type Held = {
  readonly botId: string;
  readonly exchange: FeedView["exchange"];
  readonly symbol: string;
  readonly status: string;
};

/**
 * Why a bot that says "Running" trades nothing now, whatever the cause: a paused job, a mode, a guard, a worker or a feed
 * that is silent, its own record. Null where nothing holds it back, and for one that does not say so.
 */
export function useHoldOf(): (bot: Held) => BotHold | null {
  const holds = useHolds();
  const book = useLive((state) => state.view?.book ?? null);
  const guard = useGuardInForce();
  const late = useLateFeeds();
  const { freshness, ageMs } = useFreshness();
  const silentMs = freshness === "dead" ? ageMs : null;
  return useCallback(
    (bot) => {
      if (bot.status !== "running") return null;
      if (silentMs !== null)
        return {
          words: `no sign of the worker for ${formatAge(silentMs)}`,
          todo: "Health says which part is missing.",
        };
      const [fleet] = holdsOf(holds, book);
      if (fleet) return fleetHold(fleet);
      if (guard) return guardHold(guard);
      const feed = oldestFor(late, [bot]);
      if (feed)
        return {
          words: `no price of ${bot.symbol} for ${formatAge(feed.ageMs)}`,
          todo: "It goes on with the next price.",
        };
      return recordHold(holds.bots.find(({ botId }) => botId === bot.botId));
    },
    [holds, book, guard, late, silentMs],
  );
}
