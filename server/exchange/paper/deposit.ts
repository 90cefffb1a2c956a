import { record } from "@/server/audit/record";
import type { VenueAccount } from "@/server/exchange/core/exchange-port";
import { type Decimal, ZERO } from "@/server/kernel/money";
import type { WriteTx } from "@/server/platform/db";
import { isUniqueViolation } from "@/server/platform/is-unique-violation";
import { findDeposit, lockFree, saveBalanceChange, saveDeposit } from "./store/balances";

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

/**
 * Moves money into an account at the paper venue, or, below zero, out of it, inside the caller's commit and once per `ref`.
 * Answers what is free there afterwards; null, with nothing changed, where less is free than goes out.
 */
export async function moveAtPaperVenue(
  tx: WriteTx,
  d: VenueAccount & { asset: string; amount: Decimal; ref: string },
): Promise<Decimal | null> {
  const free = (await lockFree(tx, d, [d.asset])).get(d.asset) ?? ZERO;
  if (free.plus(d.amount).lt(0)) return null;
  await saveDeposit(tx, d, d.ref, d.asset, d.amount);
  await saveBalanceChange(tx, d, { asset: d.asset, free: d.amount, used: ZERO });
  return free.plus(d.amount);
}

type Deposit = { readonly ref: string; readonly amount: Decimal };
