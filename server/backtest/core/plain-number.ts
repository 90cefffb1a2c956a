import { Decimal } from "@/server/kernel/money";

/** Digits a double is good for; what lies behind them is noise of its arithmetic. */
const DIGITS = 15;

/** A number of the kernel as decimal text, never with an exponent. */
export const plainNumber = (value: number): string => {
  const digits = value.toPrecision(DIGITS);
  const text = digits.includes("e") ? new Decimal(digits).toFixed() : withoutZeros(digits);
  return text === "-0" ? "0" : text;
};

const withoutZeros = (digits: string): string =>
  digits.includes(".") ? digits.replace(/\.?0+$/, "") : digits;

/** Decimal text of a request as a number of the kernel. */
export const fromText = (text: string): number => new Decimal(text).toNumber();

/** A statistic as decimal text; null stays null. */
export const plainOrNull = (value: number | null): string | null =>
  value === null || !Number.isFinite(value) ? null : plainNumber(value);
