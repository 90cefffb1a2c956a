"use client";
import { useCallback, useMemo } from "react";
import type { ExchangeName } from "@/server/kernel/exchange-names";
import type { FeedView } from "@/server/market/core/feed-view";
import { useLive } from "./live-provider";

/** Decimals of a market's tick size; undefined while they are not known. */
export type DecimalsOf = (exchange: ExchangeName, symbol: string) => number | undefined;

const NO_FEEDS: readonly FeedView[] = [];

/** Decimals of a market's tick size, as its feed says; undefined where no feed does. The same function while they stay. */
export function usePriceDecimals(): DecimalsOf {
  const feeds = useLive((state) => state.view?.feeds ?? NO_FEEDS);
  const text = feeds.map((feed) => `${feed.exchange} ${feed.symbol}=${feed.priceDecimals}`).join("\n");
  const known = useMemo(() => {
    const pairs = text.split("\n").map((line): [string, number] => {
      const [market = "", decimals] = line.split("=");
      return [market, Number(decimals)];
    });
    return new Map(pairs);
  }, [text]);
  return useCallback((exchange, symbol) => known.get(`${exchange} ${symbol}`), [known]);
}
