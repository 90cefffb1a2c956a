// Signatures as the SDK checks them: HMAC-SHA256 over the canonical JSON of the body (RFC 8785) and the time.
import { createHash, createHmac, timingSafeEqual } from "node:crypto";

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
