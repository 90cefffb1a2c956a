import { createDecipheriv, createPublicKey, diffieHellman } from "node:crypto";
import {
  type Bound,
  boundTo,
  IV_BYTES,
  type OtherBound,
  PUBLIC_BYTES,
  TAG_BYTES,
  wrappingKey,
} from "../envelope";
import type { Sealed } from "../seal";
import type { MasterKey } from "./master-keys";

/** Opens a box, or throws when key, binding or bytes are not those it was locked with. */
function unlock(box: Uint8Array, key: Uint8Array, aad: Buffer): Buffer {
  const iv = box.subarray(0, IV_BYTES);
  const cipher = createDecipheriv("aes-256-gcm", key, iv, { authTagLength: TAG_BYTES });
  cipher.setAAD(aad);
  cipher.setAuthTag(box.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
  return Buffer.concat([cipher.update(box.subarray(IV_BYTES + TAG_BYTES)), cipher.final()]);
}

/** The data key of a credential; whoever asks for it overwrites it after use. */
export function unwrapKey({ wrappedKey }: Sealed, bound: Bound | OtherBound, master: MasterKey): Buffer {
  const ephemeral = Buffer.from(wrappedKey.subarray(0, PUBLIC_BYTES));
  const jwk = { kty: "OKP", crv: "X25519", x: ephemeral.toString("base64url") };
  const shared = diffieHellman({
    privateKey: master.privateKey,
    publicKey: createPublicKey({ key: jwk, format: "jwk" }),
  });
  const key = wrappingKey(shared, ephemeral, master.raw);
  shared.fill(0);
  try {
    return unlock(wrappedKey.subarray(PUBLIC_BYTES), key, boundTo(bound, "key"));
  } finally {
    key.fill(0);
  }
}

/** What was sealed; whoever asks for it overwrites it after use. */
export function openSecret(sealed: Sealed, bound: Bound | OtherBound, master: MasterKey): Buffer {
  const dataKey = unwrapKey(sealed, bound, master);
  try {
    return unlock(sealed.sealed, dataKey, boundTo(bound, "secret"));
  } finally {
    dataKey.fill(0);
  }
}
