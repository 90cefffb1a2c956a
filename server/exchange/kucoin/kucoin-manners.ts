import { findText } from "@/server/exchange/ccxt/read-answer";
import type { Complaint } from "@/server/exchange/ccxt/said";
import type { Manners } from "@/server/exchange/ccxt/wire";
import type { Verdict } from "@/server/exchange/core/verdict";

const FINE = "200000";
const BY_CODE: Readonly<Record<string, Verdict>> = {
  "200004": "funds",
  "230003": "funds",
  "260100": "right",
  "300000": "refused",
  "400001": "key",
  "400002": "clock",
  "400003": "key",
  "400004": "key",
  "400005": "key",
  "400006": "right",
  "400007": "right",
  "400200": "refused",
  "400350": "refused",
  "400370": "rules",
  "400600": "maintenance",
  "411100": "right",
  "429000": "limited",
  "600100": "rules",
  "600101": "rules",
  "900001": "not_listed",
};
/** One code, 400100, stands for all that is wrong with a request, and for what is not there: its words tell. */
const BY_WORDS: readonly (readonly [RegExp, Verdict])[] = [
  [/not[ _]?exist.*symbol|symbol.*not[ _]?exist|symbol not found/i, "not_listed"],
  [/order.*not[ _]?exist|not_exist_or_not_allow_to_cancel|order.*not found/i, "not_found"],
  [/clientOid.*(exist|repeat|duplicat|used)|duplicat/i, "duplicate"],
  [/insufficient/i, "funds"],
  [/increment|minimum|too small|below|precision|size|price|funds/i, "rules"],
];
const PARAMETERS = ["400100", "400500", "404000"];

export const kucoinManners: Manners = {
  name: "kucoin",
  complaintOf: (status, body) => {
    if (typeof body !== "object" || body === null || !("code" in body)) return null;
    const code = findText(body.code) ?? "";
    if (code === FINE && status < 400) return null;
    return { code, words: findText((body as { msg?: unknown }).msg) ?? "", status };
  },
  verdictOf,
  timeOf: async (call) => {
    const answer = (await call("publicGetTimestamp")) as { readonly data?: unknown };
    return Number.parseInt(findText(answer.data) ?? "", 10);
  },
};

function verdictOf({ code, words, status }: Complaint): Verdict {
  if (status >= 500) return "unknown";
  const known = BY_CODE[code];
  if (known) return known;
  const told = BY_WORDS.find(([sign]) => sign.test(words))?.[1];
  return told ?? (PARAMETERS.includes(code) ? "refused" : "unknown");
}
