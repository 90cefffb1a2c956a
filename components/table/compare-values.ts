import { toScaled } from "../ui/decimal-text";

/** Orders two values, the smaller first: numbers and decimal text by their value, other text by its letters. */
export function compareValues(a: string | number, b: string | number): number {
  if (typeof a === "number" && typeof b === "number") return a - b;
  const [x, y] = [toScaled(String(a)), toScaled(String(b))];
  if (x !== null && y !== null) return x < y ? -1 : x > y ? 1 : 0;
  return String(a).localeCompare(String(b));
}
