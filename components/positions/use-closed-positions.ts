"use client";
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { useCallback, useMemo } from "react";
import type { ExchangeName } from "@/server/kernel/exchange-names";
import type { Sort } from "../table/column";
import { useToNewest } from "../table/use-to-newest";
import { useTRPC } from "../trpc/client";
import { POSITIONS_A_PAGE } from "./positions-a-page";

export type ClosedFilters = {
  readonly botId: string | null;
  readonly exchange: ExchangeName | null;
  readonly sort: Sort;
};

/** What a list of closed positions asks the server for. */
export const toClosedQuery = ({ botId, exchange, sort }: ClosedFilters) => ({
  sort: sort.by === "realised" ? ("realised" as const) : ("closed" as const),
  descending: sort.descending,
  ...(botId ? { botId } : {}),
  ...(exchange ? { exchange } : {}),
});

/** Closed positions that match, page by page, with what all of them came to. */
export function useClosedPositions(filters: ClosedFilters) {
  const trpc = useTRPC();
  const options = trpc.positions.list.infiniteQueryOptions(
    { limit: POSITIONS_A_PAGE, ...toClosedQuery(filters) },
    { getNextPageParam: (page) => page.nextCursor ?? undefined },
  );
  const { data, hasNextPage, isFetchingNextPage, fetchNextPage } = useInfiniteQuery({
    ...options,
    placeholderData: keepPreviousData,
  });
  const toNewest = useToNewest(options.queryKey, data);
  const load = useCallback(() => void fetchNextPage(), [fetchNextPage]);
  const [first] = data?.pages ?? [];
  return {
    positions: useMemo(() => data?.pages.flatMap((page) => page.positions) ?? null, [data]),
    totals: first?.totals ?? null,
    total: first?.total ?? null,
    more: hasNextPage ? { load, loading: isFetchingNextPage } : null,
    toNewest,
    queryKey: options.queryKey,
  };
}
