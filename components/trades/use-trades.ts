"use client";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useCallback, useMemo } from "react";
import { useToNewest } from "../table/use-to-newest";
import { useTRPC } from "../trpc/client";
import { TRADES_A_PAGE } from "./trades-a-page";

/** Fills of all bots or of one, page by page. */
export function useTrades(botId: string | null) {
  const trpc = useTRPC();
  const options = trpc.trades.list.infiniteQueryOptions(
    { limit: TRADES_A_PAGE, ...(botId ? { botId } : {}) },
    { getNextPageParam: (page) => page.nextCursor ?? undefined },
  );
  const { data, hasNextPage, isFetchingNextPage, fetchNextPage } = useInfiniteQuery(options);
  const toNewest = useToNewest(options.queryKey, data);
  const load = useCallback(() => void fetchNextPage(), [fetchNextPage]);
  return {
    trades: useMemo(() => data?.pages.flatMap((page) => page.trades) ?? null, [data]),
    total: data?.pages[0]?.total ?? null,
    more: hasNextPage ? { load, loading: isFetchingNextPage } : null,
    toNewest,
    queryKey: options.queryKey,
  };
}
