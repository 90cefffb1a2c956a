import type { z } from "zod";
import type { Refusal } from "./result";

/**
 * One sentence for a person out of what a schema refused: the first thing that is wrong, and where.
 * Schemas whose messages are whole sentences are quoted as they are.
 */
export function toSentence(error: z.ZodError): string {
  const issue = error.issues[0];
  if (!issue) return "What was sent cannot be read. Check it and try again.";
  if (issue.code === "unrecognized_keys") {
    return `${issue.keys.map((key) => `"${key.slice(0, 40)}"`).join(", ")} is not known here. Leave it out.`;
  }
  if (/^[A-Z].*[.]$/s.test(issue.message)) return issue.message;
  const field = issue.path.map(String).join(".").slice(0, 60);
  const words = `${issue.message.charAt(0).toLowerCase()}${issue.message.slice(1)}`.replace(/[.]$/, "");
  return field === "" ? `What was sent cannot be used: ${words}.` : `${field}: ${words}.`;
}

/** What a schema refused, as a refusal: the sentence, and the part of the input it is about, which lies `within`. */
export function inputRefusal(error: z.ZodError, within = ""): Refusal {
  const field = [within, ...(error.issues[0]?.path ?? [])].map(String).filter(Boolean).join(".");
  const refusal = { code: "invalid", message: toSentence(error) } as const;
  return field === "" ? refusal : { ...refusal, field };
}
