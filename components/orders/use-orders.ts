"use client";
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { useCallback, useMemo } from "react";
import type { OrderStateFilter } from "@/server/history/core/order-view";
import { useToNewest } from "../table/use-to-newest";
import { useTRPC } from "../trpc/client";
import { ORDERS_A_PAGE } from "./orders-a-page";

type OrderFilters = { readonly botId: string | null; readonly state: OrderStateFilter };

/** What a list of orders asks the server for. */
export const toOrdersQuery = ({ botId, state }: OrderFilters) => ({
  limit: ORDERS_A_PAGE,
  state,
  ...(botId ? { botId } : {}),
});

/** Orders that match, page by page; the rows stay while the next answer is on its way. */
export function useOrders(filters: OrderFilters) {
  const trpc = useTRPC();
  const options = trpc.orders.list.infiniteQueryOptions(toOrdersQuery(filters), {
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  });
  const { data, hasNextPage, isFetchingNextPage, fetchNextPage } = useInfiniteQuery({
    ...options,
    placeholderData: keepPreviousData,
  });
  const toNewest = useToNewest(options.queryKey, data);
  const load = useCallback(() => void fetchNextPage(), [fetchNextPage]);
  return {
    orders: useMemo(() => data?.pages.flatMap((page) => page.orders) ?? null, [data]),
    more: hasNextPage ? { load, loading: isFetchingNextPage } : null,
    toNewest,
    queryKey: options.queryKey,
  };
}
