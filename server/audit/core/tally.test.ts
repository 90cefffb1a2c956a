import { describe, expect, it } from "vitest";
import { wallMs } from "@/server/kernel/clock";
import { createTally } from "./tally";

// Guards the disk: what a stranger can cause by the thousand is written by the dozen.
describe("createTally", () => {
  it("writes at each power of two, with the count so far", () => {
    const tally = createTally<unknown>({ windowMs: 1_000, keysMax: 5 });
    const written = Array.from({ length: 1_000 }, () => tally.hit("a", wallMs(0), "")).filter(Boolean);
    expect(written.map((one) => one?.count)).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 512]);
  });

  it("begins anew after its window, per key", () => {
    const tally = createTally<unknown>({ windowMs: 1_000, keysMax: 5 });
    for (let n = 0; n < 3; n++) tally.hit("a", wallMs(0), "");
    tally.hit("b", wallMs(600), "");
    expect(tally.hit("a", wallMs(999), "")?.count).toBe(4);
    expect(tally.hit("a", wallMs(1_000), "")?.count).toBe(1);
    expect(tally.hit("b", wallMs(1_000), "")?.count).toBe(2);
  });

  it("counts what comes beyond its keys together", () => {
    const tally = createTally<unknown>({ windowMs: 1_000, keysMax: 3 });
    const written = Array.from({ length: 5_000 }, (_, key) => tally.hit(`${key}`, wallMs(0), key)).filter(
      Boolean,
    );
    expect(written.filter((one) => !one?.others)).toHaveLength(3);
    expect(written.length).toBeLessThan(20);
    expect(written.at(-1)).toMatchObject({ count: 4_096, others: true });
  });

  it("gives what was not written yet when a window is over, once, with the last that came", () => {
    const tally = createTally<number>({ windowMs: 1_000, keysMax: 2 });
    for (let n = 0; n < 11; n++) tally.hit("a", wallMs(n), n);
    for (let n = 0; n < 8; n++) tally.hit("b", wallMs(n), n);
    for (let n = 0; n < 3; n++) tally.hit(`beyond ${n}`, wallMs(n), n);
    expect(tally.takeEnded(wallMs(999))).toEqual([]);
    // the eighth of b was written when it came
    expect(tally.takeEnded(wallMs(2_000))).toEqual([
      { count: 11, others: false, last: 10 },
      { count: 3, others: true, last: 2 },
    ]);
    expect(tally.takeEnded(wallMs(9_000))).toEqual([]);
  });
});
