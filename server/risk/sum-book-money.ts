import type { Book } from "@/server/kernel/book";
import { sumBalances, sumWorkingEntries } from "./store";

/** What a book has per venue and asset, and what its entry orders under way may still spend. */
export async function sumBookMoney(of: { readonly userId: string; readonly book: Book }) {
  const [balances, working] = await Promise.all([sumBalances(of), sumWorkingEntries(of)]);
  return { balances, working };
}
