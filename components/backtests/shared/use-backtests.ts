"use client";
import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "../../trpc/client";
import { BACKTESTS_LISTED } from "./backtests-listed";
import { isUnderWay } from "./is-under-way";

/** Events say when something changed; while one is under way it is read again besides, should the line be lost. */
const READ_AGAIN_MS = 2_000;

/** The user's backtests, newest first: no more are kept than one page holds. */
export function useBacktests() {
  const trpc = useTRPC();
  const { data, dataUpdatedAt } = useQuery({
    ...trpc.backtest.list.queryOptions({ limit: BACKTESTS_LISTED }),
    refetchInterval: ({ state }) =>
      state.data?.items.some(({ status }) => isUnderWay(status)) ? READ_AGAIN_MS : false,
  });
  return { backtests: data?.items ?? null, readAt: dataUpdatedAt };
}

/** One backtest; read again while it is under way. */
export function useBacktest(id: string) {
  const trpc = useTRPC();
  return useQuery({
    ...trpc.backtest.show.queryOptions({ backtestId: id }),
    refetchInterval: ({ state }) => (state.data && isUnderWay(state.data.status) ? READ_AGAIN_MS : false),
  });
}
