import { findText } from "@/server/exchange/ccxt/read-answer";
import type { Complaint } from "@/server/exchange/ccxt/said";
import type { Manners } from "@/server/exchange/ccxt/wire";
import type { Verdict } from "@/server/exchange/core/verdict";

/** Of the exchange's documented codes those that say that nothing was done, or what is not there. */
const BY_CODE: Readonly<Record<string, Verdict>> = {
  "-1002": "right",
  "-1003": "limited",
  "-1008": "limited",
  "-1013": "rules",
  "-1015": "limited",
  "-1016": "maintenance",
  "-1020": "refused",
  "-1021": "clock",
  "-1022": "key",
  "-1100": "refused",
  "-1101": "refused",
  "-1102": "refused",
  "-1104": "refused",
  "-1106": "refused",
  "-1111": "rules",
  "-1115": "refused",
  "-1116": "refused",
  "-1117": "refused",
  "-1121": "not_listed",
  "-2008": "key",
  "-2011": "not_found",
  "-2013": "not_found",
  "-2014": "key",
  "-2015": "key",
};

/** One code, −2010, stands for all that the matching engine refuses: its words tell which. */
const BY_WORDS: readonly (readonly [RegExp, Verdict])[] = [
  [/duplicate/i, "duplicate"],
  [/insufficient balance/i, "funds"],
  [/orders are not supported/i, "unsupported"],
  [/market is closed/i, "maintenance"],
];
const ENGINE = "-2010";

export const binanceManners: Manners = {
  name: "binance",
  complaintOf: (status, body) => {
    if (typeof body !== "object" || body === null || !("code" in body)) return null;
    const code = findText(body.code) ?? "";
    const isFine = status < 400 && !code.startsWith("-");
    return isFine ? null : { code, words: findText((body as { msg?: unknown }).msg) ?? "", status };
  },
  verdictOf,
  timeOf: async (call) => {
    const answer = (await call("publicGetTime")) as { readonly serverTime?: unknown };
    return Number.parseInt(findText(answer.serverTime) ?? "", 10);
  },
};

function verdictOf({ code, words, status }: Complaint): Verdict {
  // the exchange's front may have failed after its engine took the order
  if (status >= 500) return "unknown";
  if (code === ENGINE) return BY_WORDS.find(([sign]) => sign.test(words))?.[1] ?? "refused";
  return BY_CODE[code] ?? "unknown";
}
