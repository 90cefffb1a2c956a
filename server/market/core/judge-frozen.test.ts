import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { wallMs } from "@/server/kernel/clock";
import { frozenMs, type Motion, moved, NO_MOTION } from "./judge-frozen";

const START = 1_700_000_000_000;
const at = (ms: number) => wallMs(START + ms);

/** A market that changed after each of these gaps. */
function changed(gapsMs: readonly number[]): { readonly motion: Motion; readonly until: number } {
  let [motion, until] = [NO_MOTION, 0];
  for (const gapMs of gapsMs) {
    until += gapMs;
    motion = moved(motion, at(until));
  }
  return { motion, until };
}

const every = (gapMs: number, count: number) => Array<number>(count).fill(gapMs);
const movesNow = (now: number): Motion => ({ movedAt: at(now - 1_000), moves: 9, longestMs: 1_000 });

const alone = (now: number) => ({ others: () => [movesNow(now)], differs: () => false });
const elsewhere = { others: () => [], differs: () => true };

describe("a market's price that stands still", () => {
  it.each([
    ["a busy one after 59 s", every(500, 100), 59_000, null],
    ["a busy one after a minute", every(500, 100), 60_000, 60_000],
    ["one that is told each half minute, after 89 s", every(30_000, 40), 89_000, null],
    ["the same after one and a half", every(30_000, 40), 90_000, 90_000],
    ["one of which too little is known", every(500, 19), 3_600_000, null],
    ["one that had a long pause, just after it", [...every(500, 40), 600_000], 120_000, null],
    [
      "the same, when the pause is long ago",
      [...every(500, 40), 600_000, ...every(500, 250)],
      60_000,
      60_000,
    ],
  ])("while other exchanges ask another: %s", (_what, gaps, stillMs, frozen) => {
    const { motion, until } = changed(gaps);
    expect(frozenMs(motion, elsewhere, at(until + stillMs))).toBe(frozen);
  });

  it.each([
    ["a busy one after ten minutes", every(500, 100), 600_000, 600_000],
    ["a second less: it may be a calm", every(500, 100), 599_000, null],
    ["one that is told each two minutes, after 19", every(120_000, 40), 1_199_000, null],
    ["the same after twenty", every(120_000, 40), 1_200_000, 1_200_000],
  ])("while nothing but other markets tell it: %s", (_what, gaps, stillMs, frozen) => {
    const { motion, until } = changed(gaps);
    const now = until + stillMs;
    expect(frozenMs(motion, alone(now), at(now))).toBe(frozen);
  });

  it("is not called frozen where nothing else moves: then all stand still", () => {
    const { motion, until } = changed(every(500, 100));
    const now = until + 3_600_000;
    const still = { ...movesNow(now), movedAt: at(now - 11_000) };
    for (const others of [[], [still]])
      expect(frozenMs(motion, { others: () => others, differs: () => false }, at(now))).toBeNull();
  });

  it("is frozen no more with its next change", () => {
    const { motion, until } = changed(every(500, 100));
    const now = until + 90_000;
    expect(frozenMs(motion, elsewhere, at(now))).toBe(90_000);
    expect(frozenMs(moved(motion, at(now)), elsewhere, at(now))).toBeNull();
  });

  it("is never called frozen for a pause like those it lately made", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 600_000 }), { minLength: 20, maxLength: 60 }),
        fc.nat(),
        (gaps, pick) => {
          const { motion, until } = changed(gaps);
          const now = until + (gaps.slice(-20)[pick % 20] ?? 0);
          expect(frozenMs(motion, { ...alone(now), differs: () => true }, at(now))).toBeNull();
        },
      ),
    );
  });
});
