import type { Book } from "@/server/kernel/book";
import { type Decimal, ZERO } from "@/server/kernel/money";
import type { ReadTx } from "@/server/platform/db";
import { type BalanceRow, findBalanceRows, findTransactionLines } from "./store";

/** What the pool of a venue holds and no bot has: money a new bot can be given. */
export async function findAvailable(
  userId: string,
  book: Book,
  venue: string,
  asset: string,
): Promise<Decimal> {
  const rows = await findBalanceRows({ userId, book, botKeys: [""] });
  const row = rows.find((r) => r.venue === venue && r.asset === asset && r.kind === "available");
  return row?.balance ?? ZERO;
}

/** What a bot has free at a venue: neither in an order nor anybody else's. */
export async function findAllocated(q: {
  readonly userId: string;
  readonly book: Book;
  readonly venue: string;
  readonly asset: string;
  readonly botId: string;
}): Promise<Decimal> {
  const rows = await findBalanceRows({ userId: q.userId, book: q.book, botKeys: [q.botId] });
  const row = rows.find((r) => r.venue === q.venue && r.asset === q.asset && r.kind === "allocated");
  return row?.balance ?? ZERO;
}

/** Every balance of one book. */
export const listBalances = (
  q: { userId: string; book: Book },
  from?: ReadTx,
): Promise<readonly BalanceRow[]> => findBalanceRows(q, from);

/** Holdings of some bots. */
export const listBotBalances = (q: {
  userId: string;
  book: Book;
  botIds: readonly string[];
}): Promise<readonly BalanceRow[]> => findBalanceRows({ userId: q.userId, book: q.book, botKeys: q.botIds });

const ACCOUNT_WORDS: Record<string, string> = {
  funding: "Deposits",
  available: "Pool",
  allocated: "Bot's holding",
  in_orders: "In its order",
  conversion: "Clearing",
  fees: "Fees paid",
};

/** The lines of the ledger transaction with one of those references, the first there is, for people. */
export async function findLedgerLines(refs: readonly [now: string, ofOld: string], userId: string) {
  const found =
    (await findTransactionLines(userId, refs[0])) ?? (await findTransactionLines(userId, refs[1]));
  if (!found) return null;
  const lines = found.entries.map((entry) => ({
    account: ACCOUNT_WORDS[found.names.get(entry.accountId)?.kind ?? ""] ?? "Account",
    asset: entry.asset,
    amount: entry.amount.toFixed(),
  }));
  return { transactionId: found.transactionId, lines };
}
