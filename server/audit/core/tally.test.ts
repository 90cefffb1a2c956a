import { describe, expect, it } from "vitest";
import { wallMs } from "@/server/kernel/clock";
import { createTally } from "./tally";

// Guards the disk: what a stranger can cause by the thousand is written by the dozen.
describe("createTally", () => {
  it("writes at each power of two, with the count so far", () => {
    const tally = createTally({ windowMs: 1_000, keysMax: 5 });
    const written = Array.from({ length: 1_000 }, () => tally.hit("a", wallMs(0))).filter(Boolean);
    expect(written.map((one) => one?.count)).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 512]);
  });

  it("begins anew after its window, per key", () => {
    const tally = createTally({ windowMs: 1_000, keysMax: 5 });
    for (let n = 0; n < 3; n++) tally.hit("a", wallMs(0));
    tally.hit("b", wallMs(600));
    expect(tally.hit("a", wallMs(999))?.count).toBe(4);
    expect(tally.hit("a", wallMs(1_000))?.count).toBe(1);
    expect(tally.hit("b", wallMs(1_000))?.count).toBe(2);
  });

  it("counts what comes beyond its keys together", () => {
    const tally = createTally({ windowMs: 1_000, keysMax: 3 });
    const written = Array.from({ length: 5_000 }, (_, key) => tally.hit(`${key}`, wallMs(0))).filter(Boolean);
    expect(written.filter((one) => !one?.others)).toHaveLength(3);
    expect(written.length).toBeLessThan(20);
    expect(written.at(-1)).toEqual({ count: 4_096, others: true });
  });
});
