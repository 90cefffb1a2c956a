"use client";
import { createContext, type ReactNode, useContext, useState } from "react";
import type { BotTileView, TotalView } from "@/server/portfolio/core/live-view";
import { useLive } from "./live-provider";

type Choice = { readonly chosen: string | null; readonly choose: (currency: string) => void };

const Currency = createContext<Choice>({ chosen: null, choose: () => undefined });
const NO_TOTALS: readonly TotalView[] = [];
const NO_BOTS: readonly BotTileView[] = [];

/** Which currency's total the pages show: currencies are never summed. */
export function CurrencyProvider({ children }: { readonly children: ReactNode }) {
  const [chosen, choose] = useState<string | null>(null);
  return <Currency.Provider value={{ chosen, choose }}>{children}</Currency.Provider>;
}

/** The total of the chosen currency (that of most bots where none is chosen), all totals, and how to choose. */
export function useTotal() {
  const totals = useLive((state) => state.view?.totals ?? NO_TOTALS);
  const bots = useLive((state) => state.view?.bots ?? NO_BOTS);
  const { chosen, choose } = useContext(Currency);
  const total = totals.find((each) => each.currency === chosen) ?? mostUsed(totals, bots);
  return { total, totals, choose };
}

function mostUsed(totals: readonly TotalView[], bots: readonly BotTileView[]): TotalView | null {
  const botsIn = (total: TotalView) => bots.filter((bot) => bot.currency === total.currency).length;
  return totals.reduce<TotalView | null>(
    (most, total) => (most && botsIn(most) >= botsIn(total) ? most : total),
    null,
  );
}
