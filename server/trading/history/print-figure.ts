// Figures inside sentences. Everywhere else views carry decimal text and the page prints it.
import { Decimal } from "@/server/kernel/money";

const NBSP = "\u00a0";
const MINUS = "\u2212";
const DECIMALS_MAX = 8;

/** "1 741 662.79": at least 2 decimals, at most 8. */
export function printPrice(price: Decimal): string {
  const decimals = Math.min(Math.max(price.decimalPlaces(), 2), DECIMALS_MAX);
  return group(price.toFixed(decimals, Decimal.ROUND_HALF_EVEN));
}

/** "0.000688": the digits it has, at most 8 decimals. */
export const printAmount = (amount: Decimal): string => group(amount.toDecimalPlaces(DECIMALS_MAX).toFixed());

/** "+0.41", "−0.54" and "0.00". */
export function printScore(score: Decimal): string {
  const rounded = score.toDecimalPlaces(2);
  return `${rounded.isZero() ? "" : rounded.isNeg() ? MINUS : "+"}${rounded.abs().toFixed(2)}`;
}

/** Money with its currency: "989.93 USDT"; two decimals, eight for what is smaller. */
export function printMoney(amount: Decimal, currency: string): string {
  const decimals = amount.abs().lt("0.01") && !amount.isZero() ? DECIMALS_MAX : 2;
  const rounded = amount.toDecimalPlaces(decimals);
  const minus = rounded.isNeg() && !rounded.isZero() ? MINUS : "";
  return `${minus}${group(rounded.abs().toFixed(decimals))}${NBSP}${currency}`;
}

/** The same with its sign, also of a gain: "+12.34 USDT". */
export function printResult(amount: Decimal, currency: string): string {
  const text = printMoney(amount, currency);
  return /^\D*0[.]0*\D*$/.test(text) || text.startsWith(MINUS) ? text : `+${text}`;
}

/** "0.60 %" of a fraction, with a true minus and no plus. */
export function printPercent(ratio: Decimal): string {
  const percent = ratio.times(100).toDecimalPlaces(2);
  return `${percent.isNeg() && !percent.isZero() ? MINUS : ""}${percent.abs().toFixed(2)}${NBSP}%`;
}

function group(digits: string): string {
  const [whole = "0", fraction] = digits.split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+(?!\d))/g, NBSP);
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}
