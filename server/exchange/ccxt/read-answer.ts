// Reads what an exchange sent, field by field: what is not there, or not what it should be, is an unreadable answer.
import { ExchangeFault } from "@/server/exchange/core/verdict";
import { type MarketMs, marketMs } from "@/server/kernel/clock";
import { Decimal } from "@/server/kernel/money";

export type Json = Readonly<Record<string, unknown>>;

const NUMBER = /^-?\d{1,30}(\.\d{1,30})?([eE][-+]?\d{1,2})?$/;

export function unreadable(what: string): never {
  throw new ExchangeFault("unknown", `The exchange's answer could not be read: ${what}.`);
}

export function objectOf(value: unknown, what = "an object is missing"): Json {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Json;
  return unreadable(what);
}

export const listOf = (value: unknown, what = "a list is missing"): readonly unknown[] =>
  Array.isArray(value) ? value : unreadable(what);

export const objectsOf = (value: unknown, what?: string): readonly Json[] =>
  listOf(value, what).map((each) => objectOf(each));

/** A list of rows, each a list itself. */
export const rowsOf = (value: unknown, what?: string): readonly (readonly unknown[])[] =>
  listOf(value, what).map((each) => listOf(each));

/** Text, or a number as text; undefined where there is neither. */
export function findText(value: unknown): string | undefined {
  if (typeof value === "string") return value;
  return typeof value === "number" || typeof value === "bigint" ? String(value) : undefined;
}

export const textOf = (value: unknown, what: string): string => {
  const text = findText(value);
  return text === undefined || text === "" ? unreadable(`${what} is missing`) : text;
};

export const decimalOf = (value: unknown, what: string): Decimal => {
  const text = findText(value);
  return text !== undefined && NUMBER.test(text) ? new Decimal(text) : unreadable(`${what} is no number`);
};

/** The same, or null where the field is absent or empty. */
export const findDecimal = (value: unknown, what: string): Decimal | null =>
  value === undefined || value === null || value === "" ? null : decimalOf(value, what);

/** Milliseconds since 1970 from a number of ms. */
export function msOf(value: unknown, what: string): MarketMs {
  const ms = Number.parseFloat(findText(value) ?? "");
  return Number.isFinite(ms) && ms >= 0 ? marketMs(Math.floor(ms)) : unreadable(`${what} is no time`);
}

/** Milliseconds since 1970 from seconds with a fraction. */
export function secondsOf(value: unknown, what: string): MarketMs {
  const seconds = Number.parseFloat(findText(value) ?? "");
  return Number.isFinite(seconds) && seconds >= 0
    ? marketMs(Math.floor(Math.round(seconds * 1e6) / 1e3))
    : unreadable(`${what} is no time`);
}
