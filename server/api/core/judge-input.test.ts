import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { judgeInput } from "./judge-input";

// Guards the database and the schemas from what neither can hold.
describe("judgeInput", () => {
  it("lets every plain value of well-formed text through", () => {
    const values = fc.jsonValue().filter((value) => !JSON.stringify(value).includes("\\u0000"));
    fc.assert(
      fc.property(values, (value) => {
        const isWhole = JSON.stringify(value).isWellFormed() && !/\\ud[89a-f]/.test(JSON.stringify(value));
        expect(judgeInput(value) === null).toBe(isWhole);
      }),
    );
    expect(judgeInput(undefined)).toBeNull();
    expect(judgeInput("\u{1f600}")).toBeNull();
  });

  it("finds a zero byte and half a pair however deep, and in names as well", () => {
    for (const bad of ["a\u0000", "\ud800", "\udc00x"]) {
      for (const value of [bad, [bad], { a: { b: [1, bad] } }, { [bad]: 1 }, { a: { [bad]: 1 } }])
        expect(judgeInput(value)).toMatch(/cannot be kept/);
    }
  });

  it("refuses what is no plain data, and what is too deep or too much", () => {
    for (const value of [new Map(), new Set(), 1n, Symbol("s"), new Date(Number.NaN), /x/, new Error("x")])
      expect(judgeInput({ value })).toMatch(/cannot be read/);
    let deep: unknown = 1;
    for (let n = 0; n < 40; n++) deep = [deep];
    expect(judgeInput(deep)).toMatch(/too much/);
    expect(judgeInput(Array(30_000).fill(0))).toMatch(/too much/);
    const round: Record<string, unknown> = {};
    round.self = round;
    expect(judgeInput(round)).toMatch(/too much/);
  });
});
