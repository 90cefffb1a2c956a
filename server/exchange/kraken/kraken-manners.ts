import { findText } from "@/server/exchange/ccxt/read-answer";
import type { Complaint } from "@/server/exchange/ccxt/said";
import type { Manners } from "@/server/exchange/ccxt/wire";
import type { Verdict } from "@/server/exchange/core/verdict";

/** Kraken answers 200 whatever it says: its words are its codes. The first that fits decides. */
const BY_WORDS: readonly (readonly [RegExp, Verdict])[] = [
  [/^EAPI:Invalid nonce/, "clock"],
  [/^EAPI:Invalid (key|signature)/, "key"],
  [/^EGeneral:Permission denied|^EAPI:Feature disabled/, "right"],
  [/rate limit exceeded|Temporary lockout|Too many requests/i, "limited"],
  [/^EQuery:Unknown asset pair|^EQuery:Invalid asset pair/, "not_listed"],
  [/cl_ord_id is in use|Duplicate/i, "duplicate"],
  [/^EOrder:(Unknown order|Invalid order)/, "not_found"],
  [/^EOrder:Insufficient/, "funds"],
  [/minimum not met|Invalid price|Tick size|arguments:(volume|price)/i, "rules"],
  [/^EService:(Market in|Deadline elapsed)/, "refused"],
  // anything else of its services or insides may have come after the engine took the order
  [/^EService|^EGeneral:Internal|^EGeneral:Unknown/, "unknown"],
  [/^E(Order|General|Query|Trade|Account)/, "refused"],
];

export const krakenManners: Manners = {
  name: "kraken",
  isCounted: true,
  complaintOf: (status, body) => {
    if (typeof body !== "object" || body === null || !("error" in body)) return null;
    const words = (Array.isArray(body.error) ? body.error : [body.error]).map((each) => findText(each) ?? "");
    // warnings begin with W: the request was done
    const errors = words.filter((each) => each !== "" && !each.startsWith("W"));
    return errors.length > 0 ? { code: "", words: errors.join(", "), status } : null;
  },
  verdictOf: ({ words, status }: Complaint) =>
    status >= 500 ? "unknown" : (BY_WORDS.find(([sign]) => sign.test(words))?.[1] ?? "unknown"),
};
