import { createPrivateKey, type KeyObject } from "node:crypto";
import { readFileSync } from "node:fs";
import { z } from "zod";
import { accept, type Result, refuse } from "@/server/kernel/result";
import { readSealingKey, type SealingKey } from "../master-key";

const half = z.string().length(43);
const file = z.object({ keys: z.array(z.object({ publicKey: half, privateKey: half })).min(1) });

/** A whole master key. */
export type MasterKey = SealingKey & { readonly privateKey: KeyObject };

/**
 * The master keys of this installation, the newest first, read from their own file each time they are needed. Refuses
 * with one sentence where the file is missing or damaged; the file is never written here.
 */
export function readMasterKeys(path: string): Result<readonly MasterKey[]> {
  const kept = readKept(path);
  if (!kept) return refuse("not_now", NO_FILE);
  const keys = kept.keys.map(toMasterKey).filter((key) => key !== null);
  return keys.length === kept.keys.length ? accept(keys) : refuse("not_now", NO_FILE);
}

const NO_FILE =
  "The vault's master key is not here or is damaged: put vault-key.json back into the data folder from its copy, then start again. Nothing is lost.";

function readKept(path: string) {
  try {
    return file.safeParse(JSON.parse(readFileSync(path, "utf8"))).data ?? null;
  } catch {
    return null;
  }
}

function toMasterKey({ publicKey, privateKey }: { publicKey: string; privateKey: string }): MasterKey | null {
  const sealing = readSealingKey(publicKey);
  if (!sealing) return null;
  const jwk = { kty: "OKP", crv: "X25519", x: publicKey, d: privateKey };
  return { ...sealing, privateKey: createPrivateKey({ key: jwk, format: "jwk" }) };
}
