"use client";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import type { GuardView } from "@/server/risk/list-guards";
import { useTRPC } from "../trpc/client";
import { type GuardInForce, guardInForce } from "./guard-in-force";
import { useLive } from "./live-provider";

const NONE: readonly GuardView[] = [];

/** The guard that keeps the book of the page from entering trades; null: none. */
export function useGuardInForce(): GuardInForce | null {
  const book = useLive((state) => state.view?.book ?? null);
  const marketAt = useLive((state) => state.view?.marketAt ?? null);
  const trpc = useTRPC();
  const { data: guards = NONE } = useQuery({
    ...trpc.risk.guards.queryOptions({ book: book ?? "paper" }),
    enabled: book !== null,
    throwOnError: false,
  });
  const guard = guardInForce(guards, marketAt);
  const text = guard && JSON.stringify(guard);
  // the same object while it says the same: the market clock ticks on
  return useMemo(() => (text === null ? null : (JSON.parse(text) as GuardInForce)), [text]);
}
