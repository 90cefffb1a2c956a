import type { Exchange } from "@/server/exchange/ccxt/ccxt";
import { type Complaint, toComplaintFault } from "@/server/exchange/ccxt/said";
import { toTransportFault } from "@/server/exchange/ccxt/to-transport-fault";
import type { Credentials } from "@/server/exchange/core/exchange-client";
import type { Verdict } from "@/server/exchange/core/verdict";
import { Fault } from "@/server/kernel/result";
import * as ccxt from "./ccxt-values";

const SERVER_ERRORS = 500;

/**
 * VALR's class is a whole exchange of ccxt, so it throws ccxt's errors, each with the complaint it was made of. They are told
 * as every exchange's are: by the same verdicts, in the same sentences. The first that fits decides.
 */
const MEANS: readonly (readonly [new (...words: never[]) => Error, Verdict])[] = [
  // both are network errors to ccxt, and say that nothing was done
  [ccxt.InvalidNonce, "clock"],
  [ccxt.RateLimitExceeded, "limited"],
  [ccxt.DuplicateOrderId, "duplicate"],
  [ccxt.OrderNotFound, "not_found"],
  [ccxt.InsufficientFunds, "funds"],
  [ccxt.PermissionDenied, "right"],
  [ccxt.AuthenticationError, "key"],
  [ccxt.BadSymbol, "not_listed"],
  [ccxt.ArgumentsRequired, "refused"],
  [ccxt.BadRequest, "refused"],
];
const OF_RULES = /minimum|maximum|tick|decimal|quantity|price/i;

const meantBy = (error: unknown): Verdict | undefined => MEANS.find(([kind]) => error instanceof kind)?.[1];

function verdictOf(error: Error, { status, words }: Complaint): Verdict {
  if (error instanceof ccxt.InvalidOrder) return OF_RULES.test(words) ? "rules" : "refused";
  // a server that failed may have taken the order
  return error instanceof ccxt.ExchangeNotAvailable && status < SERVER_ERRORS ? "maintenance" : "unknown";
}

/** What a call to VALR that failed means. */
function toFault(error: unknown, valr: Exchange, credentials?: Credentials | null): Fault {
  if (error instanceof Fault) return error;
  const [complaint, meant] = [complaintOf(error), meantBy(error)];
  const isSilent = error instanceof ccxt.NetworkError && !complaint && !meant;
  if (isSilent || !(error instanceof Error)) return toTransportFault("VALR", error, undefined, valr);
  const told = complaint ?? { code: "", words: error.message.replace(/^valr /, ""), status: 0 };
  return toComplaintFault("VALR", meant ?? verdictOf(error, told), told, {
    ...(credentials && { credentials }),
    ...("waitMs" in error && { waitMs: Number(error.waitMs) }),
  });
}

const complaintOf = (error: unknown): Complaint | null =>
  typeof error === "object" && error !== null && "complaint" in error ? (error.complaint as Complaint) : null;

/** Runs one ask; whatever it throws is a Fault. */
export async function orFault<T>(
  valr: Exchange,
  ask: () => Promise<T>,
  credentials?: Credentials | null,
): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    throw toFault(error, valr, credentials);
  }
}
