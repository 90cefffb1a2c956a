// What a failed call says to a person.
import { TRPCClientError } from "@trpc/client";

export type Refused = { readonly code: string; readonly message: string; readonly field?: string };

/** The server's own sentence; or, where no answer came, that none came. */
export function sentenceOf(error: unknown): string {
  if (error instanceof TRPCClientError && error.data) return error.message;
  if (typeof navigator !== "undefined" && !navigator.onLine)
    return "This browser is offline. Nothing was changed.";
  return "The server did not answer, so it is not known whether this was done. Press again: it is done once only.";
}

/** The refusal behind a failed call; null when it failed for another reason. */
export function refusalOf(error: unknown): Refused | null {
  if (!(error instanceof TRPCClientError)) return null;
  const refusal: unknown = error.data?.refusal;
  if (typeof refusal !== "object" || refusal === null) return null;
  if (!("code" in refusal) || !("message" in refusal)) return null;
  const said = { code: String(refusal.code), message: String(refusal.message) };
  return "field" in refusal ? { ...said, field: String(refusal.field) } : said;
}
