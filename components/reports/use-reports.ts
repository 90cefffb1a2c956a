"use client";
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { useCallback, useMemo } from "react";
import type { ReportKind } from "@/server/reports/core/report-kinds";
import { useToNewest } from "../table/use-to-newest";
import { useTRPC } from "../trpc/client";
import { toReportsQuery } from "./to-reports-query";

/** The archive of a kind, or of all, page by page; the rows stay while the next answer is on its way. */
export function useReports(kind: ReportKind | null) {
  const trpc = useTRPC();
  const options = trpc.report.list.infiniteQueryOptions(toReportsQuery(kind), {
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  });
  const { data, hasNextPage, isFetchingNextPage, fetchNextPage } = useInfiniteQuery({
    ...options,
    placeholderData: keepPreviousData,
  });
  const toNewest = useToNewest(options.queryKey, data);
  const load = useCallback(() => void fetchNextPage(), [fetchNextPage]);
  return {
    reports: useMemo(() => data?.pages.flatMap((page) => page.reports) ?? null, [data]),
    more: hasNextPage ? { load, loading: isFetchingNextPage } : null,
    toNewest,
    queryKey: options.queryKey,
  };
}
