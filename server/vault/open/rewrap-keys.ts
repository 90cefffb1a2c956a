import { commit } from "@/server/audit/commit";
import { jobContext } from "@/server/audit/job-context";
import type { Clocks } from "@/server/kernel/clock";
import { env } from "@/server/platform/env";
import type { ExchangeKey } from "../core/exchange-key";
import { wrapKey } from "../seal";
import { findKeysNotSealedBy, findSealed, saveRewrapped } from "../store";
import { type MasterKey, readMasterKeys } from "./master-keys";
import { unwrapKey } from "./open-box";

/**
 * After a new master key was put in front: wraps each data key anew, key by key, each in a commit of its own; what is
 * sealed stays as it is. Ended at any point, the next call goes on with those that are left. Keys of a master key that
 * is not here are left alone and counted.
 */
export async function rewrapKeys(
  clocks: Clocks,
): Promise<{ readonly rewrapped: number; readonly left: number }> {
  const masters = readMasterKeys(env().AMARKTAI_VAULT_KEY_FILE);
  if (!masters.ok) return { rewrapped: 0, left: 0 };
  const [newest] = masters.value;
  if (!newest) return { rewrapped: 0, left: 0 };
  const old = await findKeysNotSealedBy(newest.id);
  let rewrapped = 0;
  for (const key of old) {
    const master = masters.value.find(({ id }) => id === key.masterKeyId);
    if (master && (await rewrap(key, master, newest, clocks))) rewrapped++;
  }
  return { rewrapped, left: old.length - rewrapped };
}

async function rewrap(key: ExchangeKey, from: MasterKey, to: MasterKey, clocks: Clocks): Promise<boolean> {
  const sealed = await findSealed(key.credentialId);
  const dataKey = sealed && tryUnwrap(sealed, key, from);
  if (!dataKey) return false;
  const wrappedKey = wrapKey(dataKey, key, to);
  dataKey.fill(0);
  const ctx = jobContext(clocks, key.userId, "rewrap-keys", `${key.credentialId}:${to.id}`);
  const saved = await commit(ctx, {
    action: "exchangeKey.rewrapped",
    subject: key.credentialId,
    reason: "the vault has a new master key",
    detail: { exchange: key.exchange, site: key.site, from: from.id, to: to.id },
    events: [],
    write: (tx) => saveRewrapped(tx, key, { wrappedKey, masterKeyId: to.id }),
  });
  return saved.ok;
}

function tryUnwrap(...args: Parameters<typeof unwrapKey>): Buffer | null {
  try {
    return unwrapKey(...args);
  } catch {
    return null;
  }
}
