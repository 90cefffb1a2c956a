export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

const DEPTH_MAX = 32;

/**
 * The one text of a JSON value: keys sorted, no spaces, so that equal values give equal text and equal hashes.
 * Fields that are undefined are left out, as JSON does. Throws RangeError on what JSON cannot carry unchanged
 * (dates, big integers, NaN, class instances), on text the database cannot store, and below 32 levels.
 */
export function toCanonicalJson(value: unknown, depth = 0): string {
  if (depth > DEPTH_MAX) throw new RangeError(`nested deeper than ${DEPTH_MAX} levels`);
  if (value === null || value === undefined) return "null";
  if (typeof value === "string") return toCanonicalText(value);
  if (typeof value === "boolean") return JSON.stringify(value);
  if (typeof value === "number") return toCanonicalNumber(value);
  if (Array.isArray(value)) return `[${value.map((item) => toCanonicalJson(item, depth + 1)).join(",")}]`;
  if (!isPlainObject(value)) throw new RangeError("not a plain JSON value");
  const fields = Object.keys(value)
    .filter((key) => value[key] !== undefined)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${toCanonicalJson(value[key], depth + 1)}`);
  return `{${fields.join(",")}}`;
}

/** The value as plain JSON, independent of the one given. Throws as toCanonicalJson does. */
export const toJson = (value: unknown): Json => JSON.parse(toCanonicalJson(value)) as Json;

const UNSTORABLE = /\p{Surrogate}|\0/u;

function toCanonicalText(value: string): string {
  if (UNSTORABLE.test(value)) throw new RangeError("half a character, or the character zero");
  return JSON.stringify(value);
}

function toCanonicalNumber(value: number): string {
  if (!Number.isFinite(value)) throw new RangeError("not a finite number");
  return JSON.stringify(value);
}

function isPlainObject(value: unknown): value is { readonly [key: string]: unknown } {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
