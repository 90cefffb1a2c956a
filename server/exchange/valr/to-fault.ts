import { Fault } from "@/server/kernel/result";
import * as ccxt from "./ccxt-values";

/** What a call to VALR that failed means: asking again may help where the network or the exchange was at fault. */
export function toFault(error: unknown): Fault {
  if (error instanceof Fault) return error;
  const retryable = error instanceof ccxt.NetworkError && !(error instanceof ccxt.InvalidNonce);
  return new Fault("exchange", retryable, sentenceOf(error), { cause: error });
}

function sentenceOf(error: unknown): string {
  const told = error instanceof Error ? error.message : String(error);
  if (error instanceof ccxt.AuthenticationError) return `VALR refused the key: ${told}.`;
  if (error instanceof ccxt.InvalidNonce) return `VALR refused the time of the call: ${told}.`;
  if (error instanceof ccxt.RateLimitExceeded) return `VALR asks for fewer calls: ${told}.`;
  if (error instanceof ccxt.RequestTimeout) return "VALR did not answer in time.";
  if (error instanceof ccxt.NetworkError && !/\(code /.test(told))
    return `VALR could not be reached (${reasonOf(error)}).`;
  return `VALR failed: ${told}.`;
}

/** The network's own word for it, innermost first: ENOTFOUND, ECONNREFUSED. */
function reasonOf(error: Error): string {
  const cause = error.cause instanceof Error ? reasonOf(error.cause) : "";
  if (cause !== "") return cause;
  const code = (error as { readonly code?: unknown }).code;
  return typeof code === "string" ? code : (/\b(E[A-Z_]{4,})\b/.exec(error.message)?.[1] ?? "no answer");
}

/** Runs one ask; whatever it throws is a Fault. */
export async function orFault<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    throw toFault(error);
  }
}
