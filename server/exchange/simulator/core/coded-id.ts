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
