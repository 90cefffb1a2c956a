// What people type in a field of numbers, and what is sent of it. All of it is read by the one reader of such numbers.
import { readNumber } from "@/server/kernel/typed-number";
import { fromScaled, toScaled } from "./decimal-text";

/** "0.0012" is "0.12"; what is no number stays as it is. */
export function toPercentText(fraction: string): string {
  const scaled = toScaled(fraction);
  return scaled === null ? fraction : fromScaled(scaled * 100n);
}

/** "0.12" is "0.0012"; a text that is no number stays as it is, for its field to be named. */
export function toFractionText(percent: string): string {
  const read = readNumber(percent, { percent: true });
  const scaled = read.ok ? toScaled(read.text) : null;
  return scaled === null ? percent : fromScaled(scaled / 100n);
}

/** What was typed as a plain decimal; what cannot be read stays as it is, for its field to be named. */
export function plainText(typed: string): string {
  const read = readNumber(typed);
  return read.ok ? read.text : typed;
}

/** The same as a number, for counts and parameters; NaN where it cannot be read. */
export function numberOf(typed: string): number {
  const read = readNumber(typed);
  return read.ok ? Number(read.text) : Number.NaN;
}

/** The same as a number, or the text where it cannot be read, for its field to be named. */
export function numberOrText(typed: string): number | string {
  const value = numberOf(typed);
  return Number.isNaN(value) ? typed : value;
}

/** What the reader says of a text that may mean two numbers, or has too many digits; null of any other. */
export function doubtOf(typed: string): string | null {
  const read = readNumber(typed, { percent: true });
  return read.ok || read.kind === "unreadable" ? null : read.words;
}
