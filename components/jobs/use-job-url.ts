"use client";
import { useSearchParams } from "next/navigation";
import { useCallback } from "react";

type Change = { readonly job?: string | null; readonly run?: string | null };

/** What the address says: whose runs are shown and which run is open. Changing it makes an entry to go back to. */
export function useJobUrl() {
  const params = useSearchParams();
  const change = useCallback((changes: Change) => {
    const next = new URLSearchParams(window.location.search);
    for (const [name, value] of Object.entries(changes)) {
      if (value === null) next.delete(name);
      else next.set(name, value);
    }
    const query = next.toString();
    // no server round trip: the page is the same, only what is open differs
    window.history.pushState(null, "", query ? `?${query}` : window.location.pathname);
  }, []);
  return { job: params.get("job"), runId: params.get("run"), change };
}
