import { z } from "zod";
import { type ExchangeName, exchangeLabel } from "@/server/kernel/exchange-names";
import { accept, type Result, refuse } from "@/server/kernel/result";
import { env } from "@/server/platform/env";
import { type ExchangeKey, isUsable } from "../core/exchange-key";
import type { KeySite } from "../core/key-site";
import { siteWords } from "../core/key-view";
import { findKey, findSealed } from "../store";
import { type MasterKey, readMasterKeys } from "./master-keys";
import { openSecret } from "./open-box";
import { holdKeys, type OpenedKeys } from "./opened-keys";

const parts = z.object({ apiKey: z.string(), secret: z.string(), passphrase: z.string().nullable() });

/**
 * The keys of a person's account at an exchange, in clear, for the worker alone: its clients sign with them. Refuses
 * with `not_found` where there is none, `forbidden` for one that was not tested or did not pass, `not_now` where the
 * master key is missing or another.
 */
export async function openCredentials(
  userId: string,
  exchange: ExchangeName,
  site: KeySite = "real",
): Promise<Result<OpenedKeys>> {
  const key = await findKey({ userId, exchange, site });
  const at = `${exchangeLabel(exchange)}${siteWords(site)}`;
  if (!key) return refuse("not_found", `${at} has no key. Add one under Settings, Exchanges.`);
  if (!isUsable(key)) {
    const why = key.fault ?? "It has not been tested yet.";
    return refuse("forbidden", `The key for ${at} is ${key.status}. ${why}`);
  }
  return openKey(key);
}

/** Opens a key whatever its status: what a test of it needs. */
export async function openKey(key: ExchangeKey): Promise<Result<OpenedKeys>> {
  const master = findMaster(key);
  if (!master.ok) return master;
  const sealed = await findSealed(key.credentialId);
  if (!sealed) return refuse("not_found", "The key was removed meanwhile.");
  try {
    const plain = openSecret(sealed, key, master.value);
    const { exchange, lastFour } = key;
    const opened = holdKeys(`${exchange} …${lastFour}`, parts.parse(JSON.parse(plain.toString("utf8"))));
    plain.fill(0);
    return accept(opened);
  } catch {
    // what was thrown may hold what it failed over: it is told to nobody
    return refuse("not_now", DAMAGED);
  }
}

/** The master key that seals a key. */
export function findMaster({ masterKeyId }: Pick<ExchangeKey, "masterKeyId">): Result<MasterKey> {
  const masters = readMasterKeys(env().AMARKTAI_VAULT_KEY_FILE);
  if (!masters.ok) return masters;
  const master = masters.value.find(({ id }) => id === masterKeyId);
  return master ? accept(master) : refuse("not_now", otherMaster(masterKeyId));
}

const DAMAGED =
  "What is kept of this key does not open: it was changed in the database, or moved there. Replace the key.";
const otherMaster = (id: string) =>
  `This key was sealed with another master key (${id}): put the vault-key.json that has it back, then test again. Or replace the key.`;
