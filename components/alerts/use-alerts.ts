"use client";
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { useCallback, useMemo } from "react";
import { useToNewest } from "../table/use-to-newest";
import { useTRPC } from "../trpc/client";
import { type AlertFilters, toAlertsQuery } from "./to-alerts-query";

/** Alerts that match, page by page; the rows stay while the next answer is on its way. */
export function useAlerts(filters: AlertFilters) {
  const trpc = useTRPC();
  const options = trpc.alerts.list.infiniteQueryOptions(toAlertsQuery(filters), {
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  });
  const { data, hasNextPage, isFetchingNextPage, fetchNextPage } = useInfiniteQuery({
    ...options,
    placeholderData: keepPreviousData,
  });
  const toNewest = useToNewest(options.queryKey, data);
  const load = useCallback(() => void fetchNextPage(), [fetchNextPage]);
  return {
    alerts: useMemo(() => data?.pages.flatMap((page) => page.alerts) ?? null, [data]),
    more: hasNextPage ? { load, loading: isFetchingNextPage } : null,
    toNewest,
    queryKey: options.queryKey,
  };
}
