import type { Decimal } from "@/server/kernel/money";
import { Decimal as DecimalClass, toText } from "@/server/kernel/money";

/** Text of a value that holds decimals: each becomes {"$":"1.25"}. */
export const encode = (value: unknown): string => JSON.stringify(marked(value));

/** What `encode` wrote; throws SyntaxError on a torn line. */
export const decode = (text: string): unknown =>
  JSON.parse(text, (_key, value: unknown) => (isMarked(value) ? new DecimalClass(value.$) : value));

function marked(value: unknown): unknown {
  if (DecimalClass.isDecimal(value)) return { $: toText(value as Decimal) };
  if (Array.isArray(value)) return value.map(marked);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, marked(inner)]));
}

const isMarked = (value: unknown): value is { readonly $: string } =>
  typeof value === "object" && value !== null && "$" in value && typeof value.$ === "string";
