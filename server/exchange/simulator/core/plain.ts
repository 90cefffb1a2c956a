import { Decimal, toText } from "@/server/kernel/money";

/** JSON for people and tests: decimals as plain text. */
export const encodePlain = (value: unknown): string => JSON.stringify(plain(value));

function plain(value: unknown): unknown {
  if (Decimal.isDecimal(value)) return toText(value as Decimal);
  if (Array.isArray(value)) return value.map(plain);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]));
}
