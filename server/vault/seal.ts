import { diffieHellman, generateKeyPairSync, randomBytes } from "node:crypto";
import { type Bound, boundTo, DATA_KEY_BYTES, lock, type OtherBound, wrappingKey } from "./envelope";
import type { SealingKey } from "./master-key";

/** A credential as the database keeps it. */
export type Sealed = {
  readonly sealed: Uint8Array<ArrayBuffer>;
  readonly wrappedKey: Uint8Array<ArrayBuffer>;
  readonly masterKeyId: string;
};

/**
 * Seals a secret under a data key of its own, which is wrapped for the holder of the master key's private half: who
 * seals cannot open again what was sealed. `plain` is overwritten with zeros.
 */
export function sealSecret(plain: Buffer, bound: Bound | OtherBound, master: SealingKey): Sealed {
  const dataKey = randomBytes(DATA_KEY_BYTES);
  try {
    const sealed = new Uint8Array(lock(plain, dataKey, boundTo(bound, "secret")));
    return { sealed, wrappedKey: wrapKey(dataKey, bound, master), masterKeyId: master.id };
  } finally {
    dataKey.fill(0);
    plain.fill(0);
  }
}

/** Wraps a data key by a key pair that is used once (X25519), behind that pair's public half. */
export function wrapKey(
  dataKey: Uint8Array,
  bound: Bound | OtherBound,
  master: SealingKey,
): Uint8Array<ArrayBuffer> {
  const once = generateKeyPairSync("x25519");
  const ephemeral = Buffer.from(once.publicKey.export({ format: "jwk" }).x ?? "", "base64url");
  const shared = diffieHellman({ privateKey: once.privateKey, publicKey: master.key });
  const key = wrappingKey(shared, ephemeral, master.raw);
  shared.fill(0);
  try {
    return new Uint8Array(Buffer.concat([ephemeral, lock(dataKey, key, boundTo(bound, "key"))]));
  } finally {
    key.fill(0);
  }
}
