import type { Book } from "@/server/kernel/book";
import type { FundingView } from "../core/funding-view";
import { getLiveView } from "../get-live-view";
import { findPlans } from "./store";

/** What each exchange of a book lacks, and what became of earlier plans. Default: the book that pages show. */
export async function showFunding(q: {
  readonly userId: string;
  readonly book?: Book | undefined;
}): Promise<FundingView> {
  const book = q.book ?? (await getLiveView(q.userId))?.book ?? "paper";
  return { book, plans: await findPlans(q.userId, book) };
}
