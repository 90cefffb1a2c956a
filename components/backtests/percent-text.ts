// Between a fraction as the server has it ("0.02") and a percentage as people type it ("2").
import { fromScaled, toScaled } from "../ui/decimal-text";

/** "0.0012" is "0.12"; what is no number stays as it is. */
export function toPercentText(fraction: string): string {
  const scaled = toScaled(fraction);
  return scaled === null ? fraction : fromScaled(scaled * 100n);
}

/** "0.12" is "0.0012"; a text that is no number stays as it is, for its field to be named. */
export function toFractionText(percent: string): string {
  const plain = plainText(percent);
  const scaled = toScaled(plain);
  return scaled === null ? plain : fromScaled(scaled / 100n);
}

/** What was typed without spaces between its digits, and with a point. */
export const plainText = (typed: string): string =>
  typed
    .trim()
    .replace(/[\u00a0\u202f ]/g, "")
    .replace(",", ".");
