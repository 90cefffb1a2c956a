import { createHash, createPublicKey, type KeyObject } from "node:crypto";

const KEY_BYTES = 32;

/** The name of a master key: the beginning of its public half's hash. */
export const keyIdOf = (publicKey: Uint8Array): string =>
  createHash("sha256").update(publicKey).digest("hex").slice(0, 16);

export type SealingKey = { readonly id: string; readonly raw: Buffer; readonly key: KeyObject };

/** The public half of the master key, out of its 32 bytes in base64url: it seals, and opens nothing. Null where it is none. */
export function readSealingKey(text: string): SealingKey | null {
  const raw = Buffer.from(text, "base64url");
  if (raw.length !== KEY_BYTES) return null;
  const key = createPublicKey({ key: { kty: "OKP", crv: "X25519", x: text }, format: "jwk" });
  return { id: keyIdOf(raw), raw, key };
}
