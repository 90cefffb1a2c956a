// The master key of the vault, in a file of its own: what is sealed under it is worth as much as the accounts.
import { createHash, generateKeyPairSync } from "node:crypto";
import path from "node:path";
import { readObject } from "./kept-file.mjs";
import { StopWith } from "./stop-with.mjs";
import { writeWhole } from "./write-file.mjs";

const HALF = /^[\w-]{43}$/;

export const vaultKeyFile = (home) => path.join(home, "vault-key.json");

/**
 * The public half of the newest master key, "" where there is none to be used, and what a start says about it. A
 * missing file is made, once; a damaged one is left as it lies, for nobody could make it again.
 */
export function loadVaultKey(home) {
  const file = vaultKeyFile(home);
  const { value, fault } = readObject(file);
  if (fault) return { publicKey: "", note: lost(file, fault) };
  if (value !== null) {
    const newest = (Array.isArray(value.keys) ? value.keys : [])[0];
    return isKey(newest)
      ? { publicKey: newest.publicKey, note: null }
      : { publicKey: "", note: lost(file, "holds no key") };
  }
  const key = makeKey();
  write(file, [key]);
  return { publicKey: key.publicKey, note: made(file) };
}

/** Puts a new master key in front of the others and gives its id; refuses with a sentence where the file cannot be used. */
export function addVaultKey(home) {
  const file = vaultKeyFile(home);
  const { value, fault } = readObject(file);
  const kept = value?.keys;
  if (fault || !Array.isArray(kept) || kept.length === 0 || !kept.every(isKey))
    throw new StopWith(lost(file, fault ?? "holds no key"));
  const key = makeKey();
  write(file, [key, ...kept]);
  return key.id;
}

/** The ids of the master keys, the newest first; none where there is no file or a damaged one. */
export function listVaultKeys(home) {
  const { value } = readObject(vaultKeyFile(home));
  return Array.isArray(value?.keys) ? value.keys.filter(isKey).map(({ id, madeAt }) => ({ id, madeAt })) : [];
}

const isKey = (key) => HALF.test(key?.publicKey ?? "") && HALF.test(key?.privateKey ?? "");

function makeKey() {
  const { x, d } = generateKeyPairSync("x25519").privateKey.export({ format: "jwk" });
  const id = createHash("sha256").update(Buffer.from(x, "base64url")).digest("hex").slice(0, 16);
  return { id, publicKey: x, privateKey: d, madeAt: new Date().toISOString() };
}

// whole or not at all, as with secrets.json
const write = (file, keys) => writeWhole(file, `${JSON.stringify({ keys }, null, 2)}\n`, { mode: 0o600 });

const made = (file) =>
  `The vault's master key was made: ${file}. Keep a copy of it apart from the database's backups: without it the keys of exchanges that you add cannot be opened again.`;
const lost = (file, fault) =>
  `${file} ${fault}: put it back from its copy. Until then no key of an exchange can be added or opened; nothing is lost, and everything else works.`;
