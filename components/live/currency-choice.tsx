"use client";
import { createContext, type ReactNode, useContext, useState } from "react";
import type { TotalView } from "@/server/portfolio/core/live-view";
import { useLive } from "./live-provider";

type Choice = { readonly chosen: string | null; readonly choose: (currency: string) => void };

const Currency = createContext<Choice>({ chosen: null, choose: () => undefined });
const NO_TOTALS: readonly TotalView[] = [];

/** Which currency's total the pages show: currencies are never summed. */
export function CurrencyProvider({ children }: { readonly children: ReactNode }) {
  const [chosen, choose] = useState<string | null>(null);
  return <Currency.Provider value={{ chosen, choose }}>{children}</Currency.Provider>;
}

/** The total of the chosen currency (the first where none is chosen), all currencies, and how to choose. */
export function useTotal() {
  const totals = useLive((state) => state.view?.totals ?? NO_TOTALS);
  const { chosen, choose } = useContext(Currency);
  const total = totals.find((each) => each.currency === chosen) ?? totals[0] ?? null;
  return { total, currencies: totals.map((each) => each.currency), choose };
}
