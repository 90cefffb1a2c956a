import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { Decimal, typedDecimal } from "./money";
import { readNumber } from "./typed-number";

const textOf = (typed: string) => {
  const read = readNumber(typed);
  return read.ok ? read.text : null;
};

/** The same number as people of different countries write it: groups of three, and a decimal mark. */
function written(whole: string, fraction: string, { group, mark }: { group: string; mark: string }): string {
  const grouped = whole.replace(/\B(?=(\d{3})+(?!\d))/g, group);
  return fraction === "" ? grouped : `${grouped}${mark}${fraction}`;
}
const locales = fc.constantFrom(
  { group: ",", mark: "." },
  { group: ".", mark: "," },
  { group: " ", mark: "." },
  { group: " ", mark: "," },
  { group: "\u00a0", mark: "," },
  { group: "\u202f", mark: "," },
  { group: "\u2009", mark: "." },
  { group: "'", mark: "." },
  { group: "\u2019", mark: "." },
  { group: "", mark: "." },
  { group: "", mark: "," },
);
const whole = fc.bigInt({ min: 0n, max: 10n ** 15n }).map(String);
const fraction = fc.oneof(
  fc.constant(""),
  fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 8 }).map((digits) => digits.join("")),
);

describe("a number that was typed", () => {
  it("is read as it was meant or refused, in the manner of any country", () => {
    let read = 0;
    fc.assert(
      fc.property(whole, fraction, locales, (digits, rest, locale) => {
        const text = textOf(written(digits, rest, locale));
        if (text === null) return;
        read += 1;
        expect(new Decimal(text).eq(`${digits}.${rest || "0"}`)).toBe(true);
      }),
      { numRuns: 3_000 },
    );
    expect(read).toBeGreaterThan(2_000);
  });

  it("comes back from its own text, whatever its size", () => {
    fc.assert(
      fc.property(whole, fraction, fc.boolean(), (digits, rest, negative) => {
        const value = new Decimal(`${negative ? "-" : ""}${digits}.${rest || "0"}`);
        if (value.isZero()) return;
        const text = value.toFixed();
        // three decimals that end in a zero never come out of a decimal's own text
        expect(textOf(text)).toBe(text);
        expect(textOf(text.replace("-", "\u2212"))).toBe(text);
      }),
    );
  });

  it("never throws, and never gives anything but a plain decimal", () => {
    const parts = [
      ..."0123456789.,-+eE'% \u00a0\u202f\u2009\u2212\u2013$€RUSDT:/x_",
      "NaN",
      "1e309",
      "-0",
      "٣",
      "\u0000",
    ];
    const noise = fc.array(fc.constantFrom(...parts), { maxLength: 14 }).map((all) => all.join(""));
    fc.assert(
      fc.property(fc.oneof(noise, fc.string({ maxLength: 200 })), (typed) => {
        const read = readNumber(typed);
        if (read.ok) expect(read.text).toMatch(/^(0|-?(?!0\d)\d{1,20}(\.\d{0,17}[1-9])?)$/);
        else expect(read.words).toMatch(/[.]$/);
      }),
      { numRuns: 5_000 },
    );
  });

  test.each([
    ["0,5", "0.5"],
    [",5", "0.5"],
    [".05", "0.05"],
    ["1 000", "1000"],
    ["1\u00a0000", "1000"],
    ["1\u202f234\u202f567,89", "1234567.89"],
    ["10,000.50", "10000.5"],
    ["10.000,50", "10000.5"],
    ["1,000,000", "1000000"],
    ["1.000.000", "1000000"],
    ["1234,567", "1234.567"],
    ["0,125", "0.125"],
    ["1.234", "1.234"],
    ["12,5", "12.5"],
    ["1e3", "1000"],
    ["1.5E-4", "0.00015"],
    ["+7", "7"],
    ["\u22127,5", "-7.5"],
    ["  42 ", "42"],
    ["0.000000000000000001", "0.000000000000000001"],
    ["007", "7"],
  ])("%j is %s", (typed, wanted) => {
    expect(textOf(typed)).toBe(wanted);
  });

  test.each(["10,000", "1,000", "12,345", "10.000", "12.500", "-10,000"])(
    "%j is refused: it may be two numbers",
    (typed) => {
      expect(readNumber(typed)).toMatchObject({
        ok: false,
        kind: "ambiguous",
        words: expect.stringMatching(/: write \d+ or /),
      });
    },
  );

  test.each([
    ...[
      "",
      " ",
      "NaN",
      "Infinity",
      "1e309",
      "1e-400",
      "-0",
      "\u22120",
      "0x10",
      "1_000",
      "1e",
      "e5",
      "1,5e3",
      "--1",
      "5-",
    ],
    ...[
      "10 00",
      "1 0000",
      "1,00,000",
      "1,000,00",
      "1.2.3",
      "1,2,3",
      "1 000,5,5",
      "5.",
      "5,",
      "\u20135",
      "١٢",
      "1/2",
    ],
    ...["R 10 000", "$5", "5 €", "10000 USDT", "5 %", "123456789012345678901", "0.1234567890123456789"],
  ])("%j is refused with a sentence", (typed) => {
    const read = readNumber(typed);
    expect(read).toMatchObject({ ok: false, words: expect.stringMatching(/[.]$/) });
    expect(typedDecimal.safeParse(typed).success).toBe(false);
  });

  it("says that the unit stands beside it, and takes a percent sign where percent is asked", () => {
    expect(readNumber("10000 USDT")).toMatchObject({ words: expect.stringContaining('without "USDT"') });
    expect(readNumber("2,5 %", { percent: true })).toEqual({ ok: true, text: "2.5" });
    expect(readNumber("2,5 %").ok).toBe(false);
  });
});
