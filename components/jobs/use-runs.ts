"use client";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { READ_AGAIN_MS } from "../live/read-state";
import { useTRPC } from "../trpc/client";
import { readAtOf } from "../trpc/read-at";
import { RUNS_A_PAGE } from "./runs-a-page";

const OFTEN_UP_TO_PAGES = 4;
const READ_MUCH_AGAIN_MS = 10_000;

/** Runs of one job or of all, newest first, as far as they were asked for; read again while the page is visible. */
export function useRuns(job: string | null) {
  const { data, dataUpdatedAt, hasNextPage, isFetchingNextPage, fetchNextPage } = useInfiniteQuery({
    ...useRunsOptions(job),
    // every page shown is read again: many pages are read less often
    refetchInterval: ({ state }) =>
      (state.data?.pages.length ?? 0) > OFTEN_UP_TO_PAGES ? READ_MUCH_AGAIN_MS : READ_AGAIN_MS,
  });
  const more = hasNextPage ? { load: () => void fetchNextPage(), loading: isFetchingNextPage } : null;
  return {
    runs: useMemo(() => data?.pages.flatMap((page) => page.runs) ?? null, [data]),
    readAt: readAtOf(data) ?? dataUpdatedAt,
    more,
  };
}

/** Ids of the runs that useRuns has read, top to bottom; asks for nothing itself. */
export function useKnownRuns(job: string | null): readonly string[] {
  const { data } = useInfiniteQuery({ ...useRunsOptions(job), enabled: false, throwOnError: false });
  return (data?.pages ?? []).flatMap((page) => page.runs.map((run) => run.runId));
}

function useRunsOptions(job: string | null) {
  const trpc = useTRPC();
  return trpc.jobs.runs.infiniteQueryOptions(
    { limit: RUNS_A_PAGE, ...(job ? { functionId: job } : {}) },
    { getNextPageParam: (page) => page.nextCursor ?? undefined },
  );
}
