import { hashOf } from "@/server/market/core/simulation/seeded-random";

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** An id that looks drawn by lot and is told by its number alone: a letter, then groups of letters and digits. */
export function codedId(first: string, number: number, groups: readonly number[]): string {
  const length = groups.reduce((sum, each) => sum + each, 0);
  let text = "";
  // the number itself stands in it, so that no two are alike
  for (let left = number, index = 0; index < length; index++) {
    const own = left > 0 ? left % LETTERS.length : hashOf(number, index) % LETTERS.length;
    text = LETTERS[own] + text;
    left = Math.floor(left / LETTERS.length);
  }
  const parts: string[] = [];
  let at = 0;
  for (const size of groups) {
    parts.push(text.slice(at, at + size));
    at += size;
  }
  return first + parts.join("-");
}

/** The same in hex, as a UUID or any other groups: its number stands in the last digits. */
export function hexId(salt: number, number: number, groups: readonly number[]): string {
  const length = groups.reduce((sum, each) => sum + each, 0);
  const own = number.toString(16).padStart(8, "0");
  let text = "";
  for (let index = 0; text.length < length; index++)
    text += hashOf(salt, number, index).toString(16).padStart(8, "0");
  text = text.slice(0, length - own.length) + own;
  const parts: string[] = [];
  let at = 0;
  for (const size of groups) {
    parts.push(text.slice(at, at + size));
    at += size;
  }
  return parts.join("-");
}

export const uuidOf = (salt: number, number: number): string => hexId(salt, number, [8, 4, 4, 4, 12]);
