import type { Clocks } from "@/server/kernel/clock";
import { openBookValuation, valueNow } from "@/server/portfolio/book-valuation";

/** The currency that a book's totals are shown in by somebody who values it now. */
export async function shownCurrency(userId: string, clocks: Clocks): Promise<string | undefined> {
  const badge = { kind: "simulated", label: "", source: "test", speed: "1", ended: false } as const;
  const prices = { feeds: () => [], rateFeeds: () => [], badge: () => badge };
  const valuation = await openBookValuation({ userId, book: "demo", ...prices, clocks });
  return (await valueNow(valuation)).view.display?.currency;
}
