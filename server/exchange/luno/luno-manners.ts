import { findText } from "@/server/exchange/ccxt/read-answer";
import type { Complaint } from "@/server/exchange/ccxt/said";
import type { Manners } from "@/server/exchange/ccxt/wire";
import type { Verdict } from "@/server/exchange/core/verdict";

const BY_CODE: readonly (readonly [RegExp, Verdict])[] = [
  [/^ErrDuplicateClientOrderID/i, "duplicate"],
  [/^Err(OrderNotFound|CannotStopUnknownOrNonPendingOrder|OrderNotPending)/i, "not_found"],
  [/^ErrInsufficient/i, "funds"],
  [/^ErrInvalidMarketPair/i, "not_listed"],
  [/^ErrMarketUnavailable|^ErrUnderMaintenance/i, "maintenance"],
  [/^Err(Volume|Price|Amount|InvalidVolume|InvalidPrice|InvalidBaseVolume|InvalidCounterVolume)/i, "rules"],
  [/^Err(Unauthori[sz]ed|InvalidApiKey|ApiKey(Not|Revoked))/i, "key"],
  [/^ErrTooManyRequests/i, "limited"],
];
const BY_STATUS: Readonly<Record<number, Verdict>> = { 401: "key", 403: "right", 404: "not_found" };

export const lunoManners: Manners = {
  name: "luno",
  complaintOf: (status, body) => {
    if (typeof body !== "object" || body === null || !("error" in body)) return null;
    const code = findText((body as { error_code?: unknown }).error_code) ?? "";
    return { code, words: findText(body.error) ?? "", status };
  },
  verdictOf: ({ code, status }: Complaint) => {
    if (status >= 500) return "unknown";
    const known = BY_CODE.find(([sign]) => sign.test(code))?.[1] ?? BY_STATUS[status];
    // of its own codes those it answers with "bad request" say that nothing was done
    return known ?? (status === 400 && code !== "" ? "refused" : "unknown");
  },
};
