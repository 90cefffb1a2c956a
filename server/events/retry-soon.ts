import { NonRetriableError, RetryAfterError } from "inngest";
import { Fault } from "@/server/kernel/result";

const RETRY_DELAY_MS = 1_000;

/**
 * For the end of a step: turns what a use-case threw into what an engine understands. A Fault worth a retry is
 * tried again after a second (an engine's own first pause, 15 to 45 s on a server, is too long for trading),
 * one that is not ends the run. Anything else is left to the engine.
 */
export function retrySoon(error: unknown): never {
  if (error instanceof Fault) {
    throw error.retryable
      ? new RetryAfterError(error.message, RETRY_DELAY_MS, { cause: error })
      : new NonRetriableError(error.message, { cause: error });
  }
  throw error;
}
