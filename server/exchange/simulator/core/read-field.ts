import { type Decimal, toDecimal } from "@/server/kernel/money";

const NUMBER = /^\d{1,20}(\.\d{1,18})?$/;

/** A field as text; undefined where it was not given. */
export function textOf(value: unknown): string | undefined {
  if (typeof value === "string") return value === "" ? undefined : value;
  if (typeof value === "number" && Number.isFinite(value)) return String(value);
  return undefined;
}

/** An amount or price: null where it was not given, undefined where it is no number. */
export function amountOf(value: unknown): Decimal | null | undefined {
  if (value === undefined || value === null || value === "") return null;
  const text = textOf(value);
  return text !== undefined && NUMBER.test(text) ? toDecimal(text) : undefined;
}

/** A whole number; null where it was not given or is none. */
export function wholeOf(value: unknown): number | null {
  const text = textOf(value);
  return text !== undefined && /^\d{1,16}$/.test(text) ? Number.parseInt(text, 10) : null;
}
