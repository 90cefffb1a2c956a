// Between a fraction as the server has it ("0.02") and a percentage as people type it ("2").
import { readNumber } from "@/server/kernel/typed-number";
import { fromScaled, toScaled } from "../../ui/decimal-text";

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
