"use client";
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { useCallback, useMemo } from "react";
import type { DecisionAction } from "@/server/history/core/list-filters";
import { useToNewest } from "../table/use-to-newest";
import { useTRPC } from "../trpc/client";
import { DECISIONS_A_PAGE } from "./decisions-a-page";

export type DecisionFilters = {
  readonly botId: string | null;
  readonly action: DecisionAction;
  readonly reasonCode: string | null;
  readonly order: "newest" | "oldest";
};

export const ACTIONS = [
  { value: "all", label: "All" },
  { value: "acted", label: "Acted" },
  { value: "skipped", label: "Skipped" },
  { value: "refused", label: "Refused" },
] as const;

/** What a list of decisions asks the server for. */
export const toDecisionQuery = ({ botId, action, reasonCode, order }: DecisionFilters) => ({
  action,
  order,
  ...(botId ? { botId } : {}),
  ...(reasonCode ? { reasonCode } : {}),
});

/** Decisions that match, page by page; the rows stay while the next answer is on its way. */
export function useDecisions(filters: DecisionFilters) {
  const trpc = useTRPC();
  const options = trpc.decisions.list.infiniteQueryOptions(
    { limit: DECISIONS_A_PAGE, ...toDecisionQuery(filters) },
    { getNextPageParam: (page) => page.nextCursor ?? undefined },
  );
  const { data, hasNextPage, isFetchingNextPage, fetchNextPage } = useInfiniteQuery({
    ...options,
    placeholderData: keepPreviousData,
  });
  const toNewest = useToNewest(options.queryKey, data);
  const load = useCallback(() => void fetchNextPage(), [fetchNextPage]);
  return {
    decisions: useMemo(() => data?.pages.flatMap((page) => page.decisions) ?? null, [data]),
    total: data?.pages[0]?.total ?? null,
    more: hasNextPage ? { load, loading: isFetchingNextPage } : null,
    toNewest,
    queryKey: options.queryKey,
  };
}
