import { describe, expect, it } from "vitest";
import { sizeWords, tookWords } from "./took-words";

const plain = (text: string) => text.replaceAll("\u00a0", " ");

describe("durations", () => {
  it("are as exact as is of use", () => {
    const words = [0, 83.6, 999, 1_000, 1_260, 59_960, 60_000, 192_000].map((ms) => plain(tookWords(ms)));
    expect(words).toEqual(["0 ms", "84 ms", "999 ms", "1.0 s", "1.2 s", "59.9 s", "1 min", "3 min 12 s"]);
  });

  it("are a dash when unknown and never negative", () => {
    expect(tookWords(null)).toBe("—");
    expect(plain(tookWords(-5))).toBe("0 ms");
  });
});

describe("sizes", () => {
  it("name their unit", () => {
    expect([0, 999, 1_000, 20_000].map((bytes) => plain(sizeWords(bytes)))).toEqual([
      "0 B",
      "999 B",
      "1.0 kB",
      "20.0 kB",
    ]);
  });
});
