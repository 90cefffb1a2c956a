import { expect, it } from "vitest";
import type { Book } from "@/server/kernel/book";
import { wallMs } from "@/server/kernel/clock";
import type { BeatFact } from "./beat-fact";
import { worstComparison } from "./worst-comparison";

const beat = (name: string, wallAt: number, difference: string): BeatFact => ({
  name,
  wallAt: wallMs(wallAt),
  detail: { difference },
});
const read = (beats: readonly BeatFact[], book?: Book) => {
  const worst = worstComparison(beats, "u1", book);
  return worst && [worst.difference.toFixed(), worst.wallAt];
};

// Guards against a ledger that looks compared although one of its venues was not.
it("of venues without a difference the one compared longest ago tells the age", () => {
  const beats = [
    beat("reconcile:u1:paper:paper:luno", 10, "0"),
    beat("reconcile:u1:paper:paper:kraken", 90, "0"),
  ];
  expect(read(beats)).toEqual(["0", 10]);
  expect(read([...beats, beat("reconcile:u1:demo:paper:luno", 95, "0.5")])).toEqual(["0.5", 95]);
  expect(read(beats, "demo")).toBeNull();
});

it("what a whole book told once no longer counts when its venues tell, and does for a book that has only it", () => {
  const old = beat("reconcile:u1:paper", 1, "7");
  expect(read([old], "paper")).toEqual(["7", 1]);
  expect(read([old, beat("reconcile:u1:paper:paper:luno", 50, "0")])).toEqual(["0", 50]);
  expect(read([old, beat("reconcile:u1:demo:paper:luno", 50, "0")])).toEqual(["7", 1]);
});
