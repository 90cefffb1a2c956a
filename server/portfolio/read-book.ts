import { readAtOneInstant } from "@/server/audit/read-at-one-instant";
import type { Book } from "@/server/kernel/book";
import { listBalances } from "@/server/ledger/find-balances";
import type { ReadTx } from "@/server/platform/db";
import { listOpenPositions } from "@/server/positions/list-open-positions";
import { summarisePositions } from "@/server/positions/summarise-positions";
import type { HoldingFact } from "./core/value-book";

/**
 * What a book holds and what it has earned, all of one instant: a fill booked between two reads would make equity differ
 * from what was funded, earned and held.
 */
export const readBook = (of: { readonly userId: string; readonly book: Book }) =>
  readAtOneInstant(async (from: ReadTx) => {
    const balances = await listBalances(of, from);
    const positions = await listOpenPositions(of, from);
    const records = await summarisePositions(of, from);
    const dust = records.flatMap(({ dust: { amount, cost }, ...record }): HoldingFact[] =>
      amount.isZero() && cost.isZero() ? [] : [{ ...record, amount, cost }],
    );
    return { balances, positions, records, dust };
  });
