"use client";
import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { createContext, type ReactNode, useContext, useEffect, useState, useSyncExternalStore } from "react";
import type { LiveView } from "@/server/portfolio/core/live-view";
import { isResting } from "../table/resting";
import { useTRPCClient } from "../trpc/client";
import { leaveForSignIn } from "../trpc/leave-for-sign-in";
import { useAlertToast } from "./alert-toast";
import { type LineHandlers, openEventLine } from "./event-line";
import { useFillToast } from "./fill-toast";
import { followsEvents } from "./follows-events";
import { type LiveState, type LiveStore, makeLiveStore } from "./live-store";
import { makeRefresher } from "./refresher";
import { followed, keyOf, type QueryPath, refreshes } from "./refreshes";

const Store = createContext<LiveStore | null>(null);

/** The store itself, for what is computed beside React. */
export function useLiveStore(): LiveStore {
  const store = useContext(Store);
  if (!store) throw new Error("useLiveStore belongs below LiveProvider");
  return store;
}

/** Part of the live state; renders again only when that part is another object or value. */
export function useLive<Part>(select: (state: LiveState) => Part): Part {
  const store = useLiveStore();
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

const follows = ({ state }: { readonly state: { readonly data: unknown } }): boolean =>
  !isResting(state.data) && followsEvents(state.data);

/** Reads again what an event is about: which queries these are says the map of refreshes alone. */
function useEventLine(store: LiveStore) {
  const queries = useQueryClient();
  const toastFill = useFillToast();
  const toastAlert = useAlertToast();
  useEffect(() => {
    const refresher = makeRefresher((path: QueryPath) => readAgain(queries, path));
    const handlers: LineHandlers = {
      onOutbox: (name, data) => {
        refresher.ask(refreshes[name]);
        if (name === "fill/booked") toastFill(data);
        if (name === "alert/changed") toastAlert(data);
      },
      onSignedOut: leaveForSignIn,
      onReset: () => refresher.ask(followed),
    };
    const close = openEventLine(store, handlers);
    return () => {
      refresher.stop();
      close();
    };
  }, [store, queries, toastFill, toastAlert]);
}

/** A reading that is under way may have begun before the event: it ends first, and then another is made. */
async function readAgain(queries: QueryClient, path: QueryPath): Promise<void> {
  const filter = { queryKey: keyOf(path), predicate: follows };
  const underWay = queries.getQueryCache().findAll({ ...filter, fetchStatus: "fetching" });
  await Promise.all(underWay.map((query) => query.promise?.catch(() => undefined)));
  await queries.invalidateQueries(filter, { cancelRefetch: false });
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
      // none of those under way is broken off: on a slow line it would never end
      void queries.invalidateQueries({ refetchType: "active" }, { cancelRefetch: false });
    }, POLL_MS);
    return () => clearInterval(timer);
  }, [store, client, queries]);
}
