"use client";
import { useSearchParams } from "next/navigation";
import { useCallback } from "react";

type Changes = { readonly [name: string]: string | null };

/** What stands behind the ? of the address. A change makes a new entry to go back to, and no round trip. */
export function useAddress() {
  const params = useSearchParams();
  const change = useCallback((changes: Changes) => {
    const next = new URLSearchParams(window.location.search);
    for (const [name, value] of Object.entries(changes)) {
      if (value === null) next.delete(name);
      else next.set(name, value);
    }
    const query = next.toString();
    window.history.pushState(null, "", query ? `?${query}` : window.location.pathname);
  }, []);
  return { params, change };
}
