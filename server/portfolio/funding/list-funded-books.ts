import type { Book } from "@/server/kernel/book";
import { listLedgerVenues } from "@/server/ledger/list-ledger-venues";

/** Every book that money was ever put into. */
export async function listFundedBooks(): Promise<
  readonly { readonly userId: string; readonly book: Book }[]
> {
  const books = new Map(
    (await listLedgerVenues()).map(({ userId, book }) => [`${userId} ${book}`, { userId, book }]),
  );
  return [...books.values()];
}
