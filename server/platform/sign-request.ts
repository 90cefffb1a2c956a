// Signatures as the SDK checks them: HMAC-SHA256 over the canonical JSON of the body (RFC 8785) and the time.
import { createHash, createHmac, timingSafeEqual } from "node:crypto";

/** As long as the SDK itself believes a signature. */
const SIGNATURE_AGE_MAX_MS = 5 * 60_000;

const withoutPrefix = (key: string): string => key.replace(/^signkey-\w+-/, "");

/** JSON with sorted keys and no spaces: the same value always gives the same text. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item ?? null)).join(",")}]`;
  if (typeof value === "object" && value !== null) {
    const fields = Object.entries(value)
      .filter(([, item]) => item !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, item]) => `${JSON.stringify(key)}:${canonicalJson(item)}`);
    return `{${fields.join(",")}}`;
  }
  return JSON.stringify(value) ?? "null";
}

/** The value of x-inngest-signature for a body in canonical JSON; `seconds` since 1970, valid for five minutes. */
export function signBody(canonicalBody: string, signingKey: string, seconds: number): string {
  const mac = createHmac("sha256", withoutPrefix(signingKey))
    .update(canonicalBody + seconds)
    .digest("hex");
  return `t=${seconds}&s=${mac}`;
}

/** What the SDK sends as bearer token when it registers or checkpoints: the key itself never travels. */
export function hashSigningKey(signingKey: string): string {
  const prefix = /^signkey-\w+-/.exec(signingKey)?.[0] ?? "";
  return (
    prefix +
    createHash("sha256")
      .update(Buffer.from(withoutPrefix(signingKey), "hex"))
      .digest("hex")
  );
}

/** Equality that takes the same time wherever the texts differ. */
export function sameSecret(given: string, expected: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return expected.length > 0 && timingSafeEqual(digest(given), digest(expected));
}

/** What an x-inngest-signature claims: its time in seconds since 1970 and its HMAC, both still to be checked. */
export type ClaimedSignature = { readonly seconds: string; readonly mac: string };

/** Reads an x-inngest-signature; null when it is none, or its time is more than five minutes from now. */
export function readSignature(header: string | null, nowMs: number): ClaimedSignature | null {
  const params = new URLSearchParams(header ?? "");
  const [seconds, mac] = [params.get("t") ?? "", params.get("s") ?? ""];
  if (!/^\d{1,12}$/.test(seconds) || !/^[0-9a-f]{64}$/.test(mac)) return null;
  return Math.abs(nowMs - Number(seconds) * 1_000) <= SIGNATURE_AGE_MAX_MS ? { seconds, mac } : null;
}

/** Whether one of the keys signed exactly these bytes: a server signs the canonical text that it sends. */
export function isSignedBy(keys: readonly string[], body: Uint8Array, claimed: ClaimedSignature): boolean {
  return keys.some((key) => {
    const mac = createHmac("sha256", withoutPrefix(key)).update(body).update(claimed.seconds).digest("hex");
    return key !== "" && sameSecret(claimed.mac, mac);
  });
}

/**
 * What the web shows the worker's door beside a call whose signature it has checked: only who holds the key can
 * make it, and it is known before a byte of the body is read.
 */
export const doorPass = (signature: string, signingKey: string): string =>
  createHmac("sha256", withoutPrefix(signingKey)).update(`checked by the web: ${signature}`).digest("hex");
