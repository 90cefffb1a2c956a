"use client";
import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "../trpc/client";

/** While a stop holds, what is still resting and open is read so often. */
const READ_AGAIN_MS = 3_000;

/** The emergency stop as it stands; null until it is known. */
export function useEmergency() {
  const trpc = useTRPC();
  const { data } = useQuery({
    ...trpc.emergency.show.queryOptions({}),
    refetchInterval: ({ state }) => (state.data?.halted ? READ_AGAIN_MS : false),
    throwOnError: false,
  });
  return data ?? null;
}
