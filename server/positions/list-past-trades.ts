import type { Book } from "@/server/kernel/book";
import { findPastTrades, type PastTrade } from "./store/past";

export type { PastTrade } from "./store/past";

/** Enough to know what is usual for a bot: a month of ten trades a day. */
const PAST_MOST = 300;

/** The newest trades of some bots' present versions in one book, oldest first. */
export const listPastTrades = (
  book: Book,
  asked: readonly { readonly botId: string; readonly versionId: string }[],
): Promise<readonly PastTrade[]> => findPastTrades(book, asked, PAST_MOST);
