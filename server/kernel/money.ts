// Exact decimals for anything an exchange will act on or a person will read as money.
// `number` is for statistics (indicator values, scores); it never reaches an order or a balance.
import { Decimal as BaseDecimal } from "decimal.js";
import { z } from "zod";
import { readNumber } from "./typed-number";

export const Decimal = BaseDecimal.clone({
  precision: 60,
  rounding: BaseDecimal.ROUND_HALF_EVEN,
  toExpNeg: -60,
  toExpPos: 60,
});
export type Decimal = BaseDecimal;

/** Digits after the point that a stored amount can hold: Postgres numeric(38,18). */
export const STORED_SCALE = 18;
const STORED_LIMIT = new Decimal(10).pow(20);

const PLAIN_DECIMAL = /^-?\d{1,20}(\.\d{1,18})?$/;
const MINUS_ZERO = /^-0(\.0*)?$/;

/** A decimal as text: at most 20 digits before and 18 after the point, no exponent, no sign but a minus. */
export const decimalText = z
  .string()
  .regex(PLAIN_DECIMAL, "write a plain decimal number, for example 1250.50")
  .refine((text) => !MINUS_ZERO.test(text), "write 0 without a minus sign");

/** A decimal as people type it, read by the one reader of such numbers; plain decimal text comes out. */
export const typedDecimal = z.string().transform((typed, context) => {
  const read = readNumber(typed);
  if (read.ok) return read.text;
  context.addIssue({ code: "custom", message: read.words });
  return z.NEVER;
});

/** Whether plain decimal text lies from 0 to 1. */
export const isFraction = (text: string): boolean => text === "1" || /^0(\.\d+)?$/.test(text);

/** What crosses a wire, a job step or a JSON column is text; what reaches the core is exact. */
export const decimalWire = z.codec(decimalText, z.instanceof(BaseDecimal), {
  decode: (text) => new Decimal(text),
  encode: (value) => value.toFixed(),
});

/** Parses plain decimal text; throws RangeError on anything else (exponents, spaces, NaN, 1e309, -0). */
export function toDecimal(text: string): Decimal {
  // what decimalText says, without its reasons: a cycle asks a hundred thousand times
  if (typeof text !== "string" || !PLAIN_DECIMAL.test(text) || MINUS_ZERO.test(text))
    throw new RangeError(`not a plain decimal: ${text.slice(0, 60)}`);
  return new Decimal(text);
}

export const ZERO: Decimal = new Decimal(0);
export const ONE: Decimal = new Decimal(1);

/** Rounds towards zero to a multiple of `step` (a lot or a tick); a step of zero leaves the value as it is. */
export function floorToStep(value: Decimal, step: Decimal): Decimal {
  if (step.isZero()) return value;
  return value.div(step).trunc().times(step);
}

/** Rounds to the nearest multiple of `step`, halves to even. */
export function roundToStep(value: Decimal, step: Decimal): Decimal {
  if (step.isZero()) return value;
  return value.div(step).toDecimalPlaces(0, BaseDecimal.ROUND_HALF_EVEN).times(step);
}

/** Rounds to what the database stores, halves to even; throws RangeError above 10^20. */
export function toStored(value: Decimal): Decimal {
  if (!value.isFinite() || value.abs().gte(STORED_LIMIT)) throw new RangeError(`cannot be stored: ${value}`);
  return value.toDecimalPlaces(STORED_SCALE, BaseDecimal.ROUND_HALF_EVEN);
}

/** Text form for JSON columns, events and views: never an exponent. */
export const toText = (value: { toFixed(): string }): string => value.toFixed();

export const minOf = (a: Decimal, b: Decimal): Decimal => (a.lt(b) ? a : b);
export const maxOf = (a: Decimal, b: Decimal): Decimal => (a.gt(b) ? a : b);
export const sumOf = (values: readonly Decimal[]): Decimal =>
  values.reduce((total, value) => total.plus(value), ZERO);

/** From a database decimal, or anything else that prints itself exactly. */
export const readDecimal = (value: { toFixed(): string }): Decimal => new Decimal(value.toFixed());
