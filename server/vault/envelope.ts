// The two boxes of a sealed credential and what they are bound to; the opener knows the way back.
import { createCipheriv, hkdfSync, randomBytes } from "node:crypto";
import type { ExchangeName } from "@/server/kernel/exchange-names";
import type { KeySite } from "./core/key-site";

export const IV_BYTES = 12;
export const TAG_BYTES = 16;
export const DATA_KEY_BYTES = 32;
export const PUBLIC_BYTES = 32;

/** Whose credential it is, and where it is used: a box moved to another row, account, exchange or site does not open. */
export type Bound = {
  readonly userId: string;
  readonly exchange: ExchangeName;
  readonly site: KeySite;
  readonly credentialId: string;
};

/** Any other secret, by what it is for and the row it belongs to. */
export type OtherBound = {
  readonly userId: string;
  readonly purpose: "alert-channel";
  readonly rowId: string;
};

export const boundTo = (bound: Bound | OtherBound, part: "secret" | "key"): Buffer =>
  Buffer.from(
    JSON.stringify(
      "purpose" in bound
        ? ["amarktai-vault-1", part, bound.userId, bound.purpose, bound.rowId]
        : ["amarktai-vault-1", part, bound.userId, bound.exchange, bound.site, bound.credentialId],
    ),
  );

/** AES-256-GCM: nonce, tag and text, one behind the other. */
export function lock(plain: Uint8Array, key: Uint8Array, aad: Buffer): Buffer {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv("aes-256-gcm", key, iv, { authTagLength: TAG_BYTES });
  cipher.setAAD(aad);
  const text = Buffer.concat([cipher.update(plain), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), text]);
}

/** The key that a data key is wrapped with (HKDF-SHA256, RFC 5869), bound to both public halves of the exchange. */
export const wrappingKey = (shared: Buffer, ephemeral: Uint8Array, master: Uint8Array): Buffer =>
  Buffer.from(
    hkdfSync("sha256", shared, Buffer.concat([ephemeral, master]), "amarktai vault data key", DATA_KEY_BYTES),
  );
