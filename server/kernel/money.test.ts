import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import {
  Decimal,
  decimalText,
  decimalWire,
  floorToStep,
  roundToStep,
  sumOf,
  toDecimal,
  toStored,
  toText,
} from "./money";

const amountText = fc
  .tuple(fc.boolean(), fc.bigInt({ min: 1n, max: 10n ** 38n - 1n }), fc.integer({ min: 0, max: 18 }))
  .map(([negative, digits, scale]) => {
    const text = digits.toString().padStart(scale + 1, "0");
    const whole = text.slice(0, text.length - scale) || "0";
    return { negative, whole, fraction: scale > 0 ? text.slice(-scale) : "" };
  })
  .filter(({ whole }) => whole.length <= 20)
  .map(({ negative, whole, fraction }) => `${negative ? "-" : ""}${whole}${fraction ? `.${fraction}` : ""}`);

// Guards every figure: what is written must be what was meant, to the last digit.
describe("money", () => {
  it("reads and writes any stored amount without losing a digit", () => {
    fc.assert(
      fc.property(amountText, (text) => {
        const value = toDecimal(text);
        expect(toDecimal(toText(value)).eq(value)).toBe(true);
        expect(toStored(value).eq(value)).toBe(true);
        expect(decimalWire.encode(decimalWire.decode(text))).toBe(toText(value));
      }),
    );
  });

  test.each([
    "NaN",
    "Infinity",
    "1e309",
    "1e3",
    "-0",
    "-0.00",
    "+1",
    " 1",
    "1 ",
    ".5",
    "5.",
    "1,5",
    "0x10",
    "",
    "1_000",
    "123456789012345678901",
    "0.1234567890123456789",
  ])("refuses %j with a sentence", (text) => {
    expect(() => toDecimal(text)).toThrow(RangeError);
    const parsed = decimalText.safeParse(text);
    expect(parsed.success).toBe(false);
    expect(parsed.error?.issues[0]?.message).toMatch(/^write /);
  });

  it("adds in any order to the same sum", () => {
    fc.assert(
      fc.property(fc.array(amountText, { maxLength: 30 }), (texts) => {
        const values = texts.map(toDecimal);
        expect(sumOf(values).eq(sumOf([...values].reverse()))).toBe(true);
        expect(sumOf(values).minus(sumOf(values)).isZero()).toBe(true);
      }),
    );
  });

  it("floors to a multiple of the step, never up, and never by a whole step", () => {
    const step = fc.integer({ min: 0, max: 8 }).map((places) => new Decimal(10).pow(-places));
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 24n }), step, (raw, size) => {
        const value = new Decimal(raw.toString()).div("1e12");
        const floored = floorToStep(value, size);
        expect(floored.lte(value)).toBe(true);
        expect(value.minus(floored).lt(size)).toBe(true);
        expect(floored.mod(size).isZero()).toBe(true);
        expect(roundToStep(value, size).minus(value).abs().lte(size.div(2))).toBe(true);
      }),
    );
  });

  it("does not hold what the database cannot", () => {
    expect(() => toStored(new Decimal("1e20"))).toThrow(RangeError);
    expect(() => toStored(new Decimal(Number.NaN))).toThrow(RangeError);
    expect(toText(toStored(new Decimal(1).div(3)))).toBe("0.333333333333333333");
  });
});
