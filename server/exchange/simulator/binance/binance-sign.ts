import { createHmac } from "node:crypto";
import { wholeOf } from "@/server/exchange/simulator/core/read-field";
import { sameText } from "@/server/exchange/simulator/core/same-text";
import type { SimKey } from "@/server/exchange/simulator/core/sim-key";
import type { Answer, Call } from "@/server/exchange/simulator/http/wire";
import { problem } from "./binance-errors";

const AHEAD_MS = 1_000;
const RECEIVE_MS = 5_000;
const RECEIVE_MOST_MS = 60_000;

/** The clock check: neither older than the window nor ahead of the exchange. */
export function objectToTime(fields: Readonly<Record<string, unknown>>, now: number): Answer | null {
  const timestamp = wholeOf(fields.timestamp);
  if (timestamp === null)
    return problem(-1102, "Mandatory parameter 'timestamp' was not sent, was empty/null, or malformed.");
  const window = wholeOf(fields.recvWindow) ?? RECEIVE_MS;
  if (window > RECEIVE_MOST_MS) return problem(-1131, "recvWindow must be less than 60000");
  if (timestamp >= now + AHEAD_MS)
    return problem(-1021, "Timestamp for this request was 1000ms ahead of the server's time.");
  return now - timestamp > window
    ? problem(-1021, "Timestamp for this request is outside of the recvWindow.")
    : null;
}

/** Hex HMAC-SHA256 of everything before it, query and body one after the other. */
export function objectToSignature(call: Call, key: SimKey): Answer | null {
  const whole = call.rawQuery + call.body;
  const at = whole.lastIndexOf("&signature=");
  const signature = at < 0 ? "" : whole.slice(at + "&signature=".length);
  const due = createHmac("sha256", key.secret)
    .update(whole.slice(0, Math.max(at, 0)))
    .digest("hex");
  return sameText(signature, due) ? null : problem(-1022, "Signature for this request is not valid.");
}
