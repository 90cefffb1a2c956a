import { toCanonicalJson } from "@/server/audit/core/canonical-json";
import { accept, type Result, refuse } from "@/server/kernel/result";

const ARGS_BYTES_MAX = 32_768;

/** An input as the one text it may be kept as. Refuses what is too long, or no plain data. */
export function readArgs(input: unknown): Result<string> {
  try {
    const text = toCanonicalJson(input);
    if (text.length <= ARGS_BYTES_MAX) return accept(text);
    return refuse("invalid", "That is too much at once. Send less than 32 KB.");
  } catch (error) {
    if (error instanceof RangeError)
      return refuse("invalid", "What was sent cannot be read. Send plain text and numbers.");
    throw error;
  }
}
