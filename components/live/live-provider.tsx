"use client";
import { useQueryClient } from "@tanstack/react-query";
import { createContext, type ReactNode, useContext, useEffect, useState, useSyncExternalStore } from "react";
import type { LiveView } from "@/server/portfolio/core/live-view";
import { followsEvents } from "../backtests/follows-events";
import { isResting } from "../table/resting";
import { useTRPC, useTRPCClient } from "../trpc/client";
import { type LineHandlers, openEventLine } from "./event-line";
import { useFillToast } from "./fill-toast";
import { type LiveState, type LiveStore, makeLiveStore } from "./live-store";

const Store = createContext<LiveStore | null>(null);

/** Part of the live state; renders again only when that part is another object or value. */
export function useLive<Part>(select: (state: LiveState) => Part): Part {
  const store = useContext(Store);
  if (!store) throw new Error("useLive belongs below LiveProvider");
  return useSyncExternalStore(
    store.subscribe,
    () => select(store.get()),
    () => select(store.first()),
  );
}

type ProviderProps = { readonly initial: LiveView | null; readonly children: ReactNode };

/** Holds the line to the server for every page below it. */
export function LiveProvider({ initial, children }: ProviderProps) {
  const [store] = useState(() => makeLiveStore(initial));
  return (
    <Store.Provider value={store}>
      <LineKeeper store={store} />
      {children}
    </Store.Provider>
  );
}

function LineKeeper({ store }: { readonly store: LiveStore }) {
  useEventLine(store);
  usePollingFallback(store);
  return null;
}

const GATHER_MS = 800;

const follows = ({ state }: { readonly state: { readonly data: unknown } }): boolean =>
  !isResting(state.data);

/** Reads again what an event is about, at most once in 800 ms however many events come. */
function useEventLine(store: LiveStore) {
  const queries = useQueryClient();
  const trpc = useTRPC();
  const toastFill = useFillToast();
  useEffect(() => {
    const due = new Set<string>();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const readAgain: { readonly [domain: string]: () => Promise<void> } = {
      activity: () => queries.invalidateQueries(trpc.dashboard.activity.pathFilter()),
      bots: () => queries.invalidateQueries(trpc.bots.pathFilter()),
      trades: () => queries.invalidateQueries({ ...trpc.trades.list.pathFilter(), predicate: follows }),
      decisions: () => queries.invalidateQueries({ ...trpc.decisions.list.pathFilter(), predicate: follows }),
      working: () => queries.invalidateQueries(trpc.trades.working.pathFilter()),
      positions: () => queries.invalidateQueries({ ...trpc.positions.pathFilter(), predicate: follows }),
      approvals: () => queries.invalidateQueries(trpc.approvals.pathFilter()),
      health: () => queries.invalidateQueries(trpc.health.pathFilter()),
      jobs: () => queries.invalidateQueries(trpc.jobs.pathFilter()),
      risk: () => queries.invalidateQueries(trpc.risk.pathFilter()),
      backtests: () =>
        queries.invalidateQueries({
          ...trpc.backtest.pathFilter(),
          predicate: ({ state }) => followsEvents(state.data),
        }),
    };
    const gather = (domains: readonly string[]) => {
      for (const domain of domains) due.add(domain);
      timer ??= setTimeout(() => {
        timer = undefined;
        for (const domain of due) void readAgain[domain]?.();
        due.clear();
      }, GATHER_MS);
    };
    const handlers: LineHandlers = {
      onOutbox: (name, data) => {
        gather(domainsOf(name));
        if (name === "fill/booked") toastFill(data);
      },
      onReset: () => void queries.invalidateQueries(),
    };
    const close = openEventLine(store, handlers);
    return () => {
      clearTimeout(timer);
      close();
    };
  }, [store, queries, trpc, toastFill]);
}

function domainsOf(name: string): readonly string[] {
  const [domain] = name.split("/");
  if (domain === "fill") return ["activity", "trades", "working", "bots", "health"];
  if (domain === "bot") return ["activity", "bots"];
  if (domain === "approval") return ["approvals"];
  if (domain === "order") return ["health", "working"];
  if (domain === "job") return ["jobs"];
  if (domain === "risk") return ["activity", "risk"];
  if (domain === "health") return ["health"];
  if (domain === "backtest") return ["backtests"];
  if (domain === "position") return ["activity", "positions"];
  if (domain === "cycle" || domain === "decision") return ["activity", "decisions"];
  return ["activity"];
}

const POLL_MS = 5_000;
const LOST_MS = 5_000;

/** While the line is lost for more than 5 s, asks for the view by hand. */
function usePollingFallback(store: LiveStore) {
  const client = useTRPCClient();
  const queries = useQueryClient();
  useEffect(() => {
    const timer = setInterval(async () => {
      const { lostAt } = store.get();
      if (lostAt === null || Date.now() - lostAt < LOST_MS) return;
      const view = await client.dashboard.live.query().catch(() => null);
      if (!view) return;
      store.receive(view, Date.now());
      void queries.invalidateQueries({ refetchType: "active" });
    }, POLL_MS);
    return () => clearInterval(timer);
  }, [store, client, queries]);
}
