import { record } from "@/server/audit/record";
import type { VenueAccount } from "@/server/exchange/core/exchange-port";
import { type Decimal, ZERO } from "@/server/kernel/money";
import { isUniqueViolation } from "@/server/platform/is-unique-violation";
import { findDeposit, saveBalanceChange, saveDeposit } from "./store";

/** Credits an account at the paper venue, once per `ref`. */
export async function depositAtPaperVenue(
  d: VenueAccount & { asset: string; amount: Decimal; ref: string },
): Promise<void> {
  try {
    await record(async (tx) => {
      if (await findDeposit(tx, d, d.ref)) return;
      await saveDeposit(tx, d, d.ref, d.asset, d.amount);
      await saveBalanceChange(tx, d, { asset: d.asset, free: d.amount, used: ZERO });
    });
  } catch (error) {
    // a concurrent deposit of the same reference got there first
    if (!isUniqueViolation(error)) throw error;
  }
}
