import { record } from "@/server/audit/record";
import type { VenueAccount } from "@/server/exchange/core/exchange-port";
import { type Decimal, ZERO } from "@/server/kernel/money";
import { isUniqueViolation } from "@/server/platform/is-unique-violation";
import { findDeposit, saveBalanceChange, saveDeposit } from "./store/balances";

/**
 * Credits an account at the paper venue, once per `ref`, which names the asset; a deposit of the same asset under
 * `oldRef` counts as that one. Answers the reference and the amount it was credited with, now or earlier.
 */
export async function depositAtPaperVenue(
  d: VenueAccount & { asset: string; amount: Decimal; ref: string; oldRef: string },
): Promise<Deposit> {
  try {
    return await record(async (tx) => {
      const known = await findDeposit(tx, d, d);
      if (known) return known;
      await saveDeposit(tx, d, d.ref, d.asset, d.amount);
      await saveBalanceChange(tx, d, { asset: d.asset, free: d.amount, used: ZERO });
      return { ref: d.ref, amount: d.amount };
    });
  } catch (error) {
    // a concurrent deposit of the same reference got there first
    const known = isUniqueViolation(error) ? await record((tx) => findDeposit(tx, d, d)) : null;
    if (known) return known;
    throw error;
  }
}

type Deposit = { readonly ref: string; readonly amount: Decimal };
