import { Fault } from "@/server/kernel/result";
import type { RejectCause } from "./exchange-port";

/** What an exchange's "no" means, whatever its words. */
export type Verdict =
  /** tick, lot, smallest or largest order */
  | "rules"
  | "not_listed"
  | "funds"
  /** another definitive no: the order does not exist */
  | "refused"
  /** orders of that type do not exist in that market */
  | "unsupported"
  /** an order by that client order id is there already */
  | "duplicate"
  /** the order asked about is not there, or not open any more */
  | "not_found"
  /** too many requests, or a ban: nothing was done */
  | "limited"
  /** our clock, or the order of our requests: nothing was done */
  | "clock"
  | "key"
  /** the key may not do this */
  | "right"
  | "maintenance"
  /** it never left this machine */
  | "not_sent"
  /** anything else: it may have been done */
  | "unknown";

/** Verdicts that say that the request changed nothing. */
const DEFINITIVE: ReadonlySet<Verdict> = new Set([
  "rules",
  "not_listed",
  "funds",
  "refused",
  "unsupported",
  "limited",
  "clock",
  "key",
  "right",
  "maintenance",
  "not_sent",
]);
const LATER: ReadonlySet<Verdict> = new Set(["limited", "clock", "maintenance", "not_sent", "unknown"]);

export const isDefinitive = (verdict: Verdict): boolean => DEFINITIVE.has(verdict);

const CAUSES: Partial<Record<Verdict, RejectCause>> = {
  rules: "rules",
  not_listed: "rules",
  unsupported: "unsupported",
  funds: "account",
  key: "account",
  right: "account",
  limited: "later",
  clock: "later",
  maintenance: "later",
  not_sent: "later",
};

export const causeOf = (verdict: Verdict): RejectCause => CAUSES[verdict] ?? "order";

/** An exchange that said no, or nothing. The message is one sentence for a person, without a key in it. */
export class ExchangeFault extends Fault {
  constructor(
    readonly verdict: Verdict,
    message: string,
    options?: { cause?: unknown },
    /** how long the exchange wants no request, ms; absent where it does not say */
    readonly waitMs?: number,
  ) {
    super("exchange", LATER.has(verdict), message, options);
    this.name = "ExchangeFault";
  }
}

/** What a thrown error says of the request; "unknown" for all that is not an exchange's own word. */
export const verdictOf = (error: unknown): Verdict =>
  error instanceof ExchangeFault ? error.verdict : "unknown";
