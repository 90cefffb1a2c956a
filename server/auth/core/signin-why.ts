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
  out: "You are signed out. Bots go on trading.",
  signedOut: "This session was signed out. Sign in to go on where you were.",
  password:
    "The password was changed, which ended every session made with the old one. Sign in with the new one.",
  idle: "Nothing was done here for 30 minutes, so the session ended. Sign in to go on where you were.",
  expired: "A session lasts 12 hours, and this one's are over. Sign in to go on where you were.",
  restarted: "The server has other keys than when you signed in. Sign in again to go on where you were.",
  ended: "Your session has ended. Sign in to go on where you were.",
} as const;

export type Why = keyof typeof SENTENCES;

/** Words that say what ended a session, not what was wrong with a try. */
const ENDS: readonly Why[] = ["out", "signedOut", "password", "idle", "expired", "restarted", "ended"];

export const isEnd = (why: unknown): boolean => ENDS.some((end) => end === why);

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
