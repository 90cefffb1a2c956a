import { listLedgerVenues } from "@/server/ledger/list-ledger-venues";
import { findComparedAccounts } from "./store";

/** The venues at which the ledger knows an account that was never compared: one that was just funded. */
export async function listUncompared(): Promise<readonly string[]> {
  const [accounts, compared] = await Promise.all([listLedgerVenues(), findComparedAccounts()]);
  const keyOf = ({ userId, book, venue }: (typeof accounts)[number]) => `${userId} ${book} ${venue}`;
  const known = new Set(compared.map(keyOf));
  return [...new Set(accounts.flatMap((one) => (known.has(keyOf(one)) ? [] : [one.venue])))];
}
