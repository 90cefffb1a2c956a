import { Decimal } from "@/server/kernel/money";

/** Digits a double is good for; what lies behind them is noise of its arithmetic. */
const DIGITS = 15;

/** A number of the kernel as decimal text, never with an exponent. */
export const plainNumber = (value: number): string => {
  const text = new Decimal(value.toPrecision(DIGITS)).toFixed();
  return text === "-0" ? "0" : text;
};
