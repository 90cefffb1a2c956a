import type { RefusalCode } from "@/server/kernel/result";

/**
 * Why a person stands before the sign-in or the welcome page, as the address may say it: a word of this list, never
 * a sentence, so that no link can put words into the page.
 */
const SENTENCES = {
  wrong: "E-mail or password is wrong. Check both and try again.",
  many: "Too many tries from here. Wait a minute, then try again.",
  busy: "Many sign-ins are being checked at this moment. Try again in a few seconds.",
  fields: "A field was not filled as its hint asks. Check all of them and try again.",
  token: "That is not the one-time owner token. Paste the one that npm start printed last.",
  claimed: "This installation has its owner already. Sign in instead.",
} as const;

export type Why = keyof typeof SENTENCES;

/** The sentence of a word from the address; null for any other. */
export const sentenceOfWhy = (why: unknown): string | null =>
  typeof why === "string" && Object.hasOwn(SENTENCES, why) ? SENTENCES[why as Why] : null;

const WHY_OF: Partial<Record<RefusalCode, Why>> = {
  invalid: "fields",
  limit_reached: "many",
  conflict: "claimed",
};

/** The word for a refusal of a form that was posted without scripts. */
export function toWhy(code: RefusalCode, at: "signin" | "welcome"): Why {
  if (code === "forbidden") return at === "welcome" ? "token" : "wrong";
  return WHY_OF[code] ?? "busy";
}
