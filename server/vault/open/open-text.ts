import { accept, type Result, refuse } from "@/server/kernel/result";
import { env } from "@/server/platform/env";
import type { OtherBound } from "../envelope";
import { type Sealed, wrapKey } from "../seal";
import { readMasterKeys } from "./master-keys";
import { openSecret, unwrapKey } from "./open-box";
import { findMaster } from "./open-credentials";

/**
 * A secret of another kind in clear, for the worker alone. Refuses with `not_now` where its master key is missing or it
 * was changed or moved in the database.
 */
export function openText(sealed: Sealed, bound: OtherBound): Result<string> {
  const master = findMaster(sealed);
  if (!master.ok) return master;
  try {
    const plain = openSecret(sealed, bound, master.value);
    const text = plain.toString("utf8");
    plain.fill(0);
    return accept(text);
  } catch {
    // what was thrown may hold what it failed over: it is told to nobody
    return refuse("not_now", "What is kept of this secret does not open. Write it again.");
  }
}

/** The data key wrapped for the newest master key; null where it is already, or where its own master key is not here. */
export function rewrapText(
  sealed: Sealed,
  bound: OtherBound,
): Pick<Sealed, "wrappedKey" | "masterKeyId"> | null {
  const masters = readMasterKeys(env().AMARKTAI_VAULT_KEY_FILE);
  const [newest] = masters.ok ? masters.value : [];
  const own = masters.ok ? masters.value.find(({ id }) => id === sealed.masterKeyId) : undefined;
  if (!newest || !own || own.id === newest.id) return null;
  try {
    const dataKey = unwrapKey(sealed, bound, own);
    const wrappedKey = wrapKey(dataKey, bound, newest);
    dataKey.fill(0);
    return { wrappedKey, masterKeyId: newest.id };
  } catch {
    return null;
  }
}
