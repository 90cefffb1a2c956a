import { createHmac } from "node:crypto";

/** `v1=` and the HMAC-SHA256, in hex, of "timestamp.nonce.body" by the channel's secret. */
export const signWebhook = (
  secret: string,
  signed: { readonly timestamp: string; readonly nonce: string; readonly body: string },
): string =>
  `v1=${createHmac("sha256", secret).update(`${signed.timestamp}.${signed.nonce}.${signed.body}`).digest("hex")}`;
