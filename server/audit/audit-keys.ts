import { createHash, hash } from "node:crypto";
import { invariant } from "@/server/kernel/result";

/**
 * HMAC-SHA256 under one secret, 64 hex digits, of a start in plain ASCII and an entry's bytes behind it: all of them, or
 * those between two places.
 */
export type AuditKey = {
  readonly id: string;
  readonly sign: (start: string, bytes: Uint8Array, from?: number, end?: number) => string;
};

/** The secrets of the audit chain: new links are sealed with the first, links of old with any of them. */
export type AuditKeys = { readonly current: AuditKey; readonly find: (id: string) => AuditKey | undefined };

const FORM = /^[0-9a-f]{64}$/;
const ID_DIGITS = 12;
const BLOCK_BYTES = 64;
const DIGEST_BYTES = 32;
const INNER_PAD = 0x36;
const OUTER_PAD = 0x5c;
const TEXT_BYTES_FIRST = 4_096;

/**
 * Reads the secrets as they stand in secrets.json and the environment: 64 hexadecimal digits each, the newest first,
 * joined by commas. Null where there are none: the chain is then sealed without a key.
 */
export function readAuditKeys(text: string): AuditKeys | null {
  if (text === "") return null;
  const keys = text.split(",").map((secret) => {
    invariant(FORM.test(secret), "a key of the audit chain is 64 hexadecimal digits");
    return toKey(secret);
  });
  const [current] = keys;
  invariant(current, "there is a key of the audit chain");
  const byId = new Map(keys.map((key) => [key.id, key]));
  return { current, find: (id) => byId.get(id) };
}

/** The id follows from the secret and tells nothing of it: each link says which key it was sealed with. */
const toKey = (secret: string): AuditKey => ({
  id: createHash("sha256").update(`amarktai audit key ${secret}`).digest("hex").slice(0, ID_DIGITS),
  sign: createSigner(Buffer.from(secret, "hex")),
});

/**
 * HMAC as RFC 2104 has it, of two one-shot hashes: Node's own makes an object for each text and takes more than ten
 * times as long, and a digest as a buffer twice as long as one as text, which a chain of millions feels.
 */
function createSigner(secret: Buffer): AuditKey["sign"] {
  const block = Buffer.alloc(BLOCK_BYTES);
  secret.copy(block);
  const outer = Buffer.alloc(BLOCK_BYTES + DIGEST_BYTES);
  for (let index = 0; index < BLOCK_BYTES; index++) outer[index] = (block[index] ?? 0) ^ OUTER_PAD;
  let inner = padded(block, TEXT_BYTES_FIRST);
  /** of `inner`, by length: entries come in a few hundred lengths, and a view of its own for each is a burden */
  let views: Buffer[] = [];
  return (start, bytes, from = 0, end = bytes.length) => {
    const entryAt = BLOCK_BYTES + start.length;
    const size = entryAt + end - from;
    if (size > inner.length) {
      inner = padded(block, 2 * size);
      views = [];
    }
    inner.write(start, BLOCK_BYTES, "latin1");
    if (Buffer.isBuffer(bytes)) bytes.copy(inner, entryAt, from, end);
    else inner.set(bytes.subarray(from, end), entryAt);
    views[size] ??= inner.subarray(0, size);
    outer.write(hash("sha256", views[size], "binary"), BLOCK_BYTES, "latin1");
    return hash("sha256", outer, "hex");
  };
}

function padded(block: Buffer, textBytes: number): Buffer {
  const inner = Buffer.alloc(BLOCK_BYTES + textBytes);
  for (let index = 0; index < BLOCK_BYTES; index++) inner[index] = (block[index] ?? 0) ^ INNER_PAD;
  return inner;
}
