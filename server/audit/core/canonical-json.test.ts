import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { toCanonicalJson, toJson } from "./canonical-json";

const shuffled = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(shuffled);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, item]) => [key, shuffled(item)]),
  );
};

// Guards approvals and the audit chain: both compare hashes of this text.
describe("toCanonicalJson", () => {
  it("gives equal values equal text, whatever the order of their fields", () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: "grapheme" }), (value) => {
        const plain: unknown = JSON.parse(JSON.stringify(value));
        expect(toCanonicalJson(shuffled(plain))).toBe(toCanonicalJson(plain));
        expect(toJson(plain)).toEqual(JSON.parse(JSON.stringify(plain)));
      }),
    );
  });

  it("gives different values different text", () => {
    expect(toCanonicalJson({ a: "1" })).not.toBe(toCanonicalJson({ a: 1 }));
    expect(toCanonicalJson({ a: [1, 2] })).not.toBe(toCanonicalJson({ a: [2, 1] }));
  });

  test.each([
    [new Date(0)],
    [Number.NaN],
    [Number.POSITIVE_INFINITY],
    [10n],
    [new Map([["a", 1]])],
    ["a\0"],
    ["\ud800"],
  ])("refuses %s, which JSON would change silently", (value) => {
    expect(() => toCanonicalJson({ value })).toThrow(RangeError);
  });
});
