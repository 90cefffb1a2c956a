"use client";
import { useSearchParams } from "next/navigation";
import { useCallback } from "react";

/** What the address says: which trade is open and which bot is shown. Changing it makes a new entry to go back to. */
export function useTradeUrl() {
  const params = useSearchParams();
  const change = useCallback((name: "trade" | "bot", value: string | null) => {
    const next = new URLSearchParams(window.location.search);
    if (value === null) next.delete(name);
    else next.set(name, value);
    const query = next.toString();
    // no server round trip: the page is the same, only what is open differs
    window.history.pushState(null, "", query ? `?${query}` : window.location.pathname);
  }, []);
  return { tradeId: params.get("trade"), botId: params.get("bot"), change };
}
