import type { Credentials } from "@/server/exchange/core/exchange-client";
import { ExchangeFault, type Verdict } from "@/server/exchange/core/verdict";

/** What an exchange complains of: its own code and words, and the status of HTTP. */
export type Complaint = { readonly code: string; readonly words: string; readonly status: number };

/** Thrown in the middle of ccxt, through which it passes untouched. */
export class Said extends Error {
  constructor(
    readonly complaint: Complaint,
    /** how long the exchange wants no request; its own word, or a usual time */
    readonly waitMs: number,
  ) {
    super(complaint.words);
    this.name = "Said";
  }
}

const WAIT_MS = 10_000;
/** A ban without a word on its length: the shortest there is. */
const BAN_MS = 120_000;
export const BAN_STATUS = 418;
const WORDS_MOST = 200;

export const said = (complaint: Complaint, headers: unknown): Said =>
  new Said(complaint, retryAfterMs(headers) ?? (complaint.status === BAN_STATUS ? BAN_MS : WAIT_MS));

/** How long an answer's headers ask to wait; null where they do not say. */
export function retryAfterMs(headers: unknown): number | null {
  if (typeof headers !== "object" || headers === null) return null;
  for (const [name, unitMs] of WAITS) {
    const entry = Object.entries(headers).find(([one]) => one.toLowerCase() === name);
    const units = Number.parseFloat(String(entry?.[1] ?? ""));
    if (Number.isFinite(units) && units >= 0) return units * unitMs;
  }
  return null;
}

/** The headers that tell it: everybody's, in seconds; KuCoin's, when its pool is full again, in milliseconds. */
const WAITS = [
  ["retry-after", 1_000],
  ["gw-ratelimit-reset", 1],
] as const;

/** What an exchange's complaint is to whoever asked: a verdict, and a sentence without a key in it. */
export const toComplaintFault = (
  label: string,
  verdict: Verdict,
  complaint: Complaint,
  { credentials, waitMs }: { readonly credentials?: Credentials | null; readonly waitMs?: number } = {},
): ExchangeFault => {
  const sentence = sentenceOf(label, verdict, withoutKeys(complaint, credentials));
  return new ExchangeFault(verdict, sentence, undefined, waitMs);
};

/** An exchange may well repeat the key in what it says. */
function withoutKeys(complaint: Complaint, credentials?: Credentials | null): Complaint {
  const hidden = [credentials?.apiKey, credentials?.secret, credentials?.passphrase].filter((text) => !!text);
  const words = hidden.reduce<string>((left, text) => left.replaceAll(text ?? "", "…"), complaint.words);
  return { ...complaint, words };
}

/** What to do about it, and the exchange's own words. */
function sentenceOf(label: string, verdict: Verdict, { code, words }: Complaint): string {
  const own = [code, words].filter((part) => part !== "").join(" ");
  return `${label} ${MEANS[verdict]}: ${own.slice(0, WORDS_MOST).trim() || "no reason given"}`;
}

const MEANS: { readonly [verdict in Verdict]: string } = {
  rules: "refuses an order of that size or price",
  not_listed: "does not list that market",
  funds: "says there is not enough money for it",
  refused: "refused it",
  unsupported: "has no orders of that type in that market",
  duplicate: "knows that order id already",
  not_found: "knows no such open order",
  limited: "wants fewer requests",
  clock: "says this machine's clock is wrong; set it by a time server",
  key: "does not accept these keys; check key, secret and passphrase",
  right: "does not let this key do that; check its permissions and addresses",
  maintenance: "is under maintenance",
  not_sent: "was not reached",
  unknown: "gave no clear answer",
};
