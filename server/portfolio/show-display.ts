import type { Book } from "@/server/kernel/book";
import type { MarketKind } from "@/server/kernel/market-kinds";
import { type DisplayCurrency, displayCurrencies } from "@/server/settings/core/settings";
import { getSettings } from "@/server/settings/get-settings";
import type { DisplayView } from "./core/display-view";
import { getLiveView } from "./get-live-view";

export type DisplayChoiceView = {
  /** what the owner has chosen; the worker follows within two seconds */
  readonly currency: DisplayCurrency;
  readonly choices: readonly DisplayCurrency[];
  /** null before a book was published */
  readonly shown: {
    readonly book: Book;
    readonly marketKind: MarketKind;
    readonly wallAt: string;
    readonly display: DisplayView;
  } | null;
};

/** The owner's display currency, and the book that pages show in it. */
export async function showDisplay(userId: string): Promise<DisplayChoiceView> {
  const [{ displayCurrency }, view] = await Promise.all([getSettings(userId), getLiveView(userId)]);
  return {
    currency: displayCurrency,
    choices: displayCurrencies,
    shown: view?.display
      ? { book: view.book, marketKind: view.market.kind, wallAt: view.wallAt, display: view.display }
      : null,
  };
}
