// Figures inside sentences. Everywhere else views carry decimal text and the page prints it.
import { Decimal } from "@/server/kernel/money";

const NBSP = "\u00a0";
const MINUS = "\u2212";
const DECIMALS_MAX = 8;
const DIGITS_LEAST = 8;
const TWO_DECIMALS = new Set(["ZAR", "USD", "EUR", "GBP", "USDT", "USDC"]);
const currencyDecimals = (currency: string): number => (TWO_DECIMALS.has(currency) ? 2 : DECIMALS_MAX);

/** "1 741 662.79", "0.0000012417": at least 2 decimals and at most 8, or as many as eight digits of a small one take. */
export function printPrice(price: Decimal): string {
  return group(price.toFixed(Math.max(2, ownDecimals(price)), Decimal.ROUND_HALF_EVEN));
}

/** "0.000688": the digits it has, as a price. */
export const printAmount = (amount: Decimal): string =>
  group(amount.toDecimalPlaces(ownDecimals(amount)).toFixed());

/** Decimals it has: at most 8, or as many as eight digits of one below 1 take. */
function ownDecimals(value: Decimal): number {
  const zeros = value.isZero() ? 0 : Math.max(0, -value.abs().log(10).floor().toNumber() - 1);
  return Math.min(value.decimalPlaces(), Math.max(DECIMALS_MAX, zeros + DIGITS_LEAST));
}

/** "+0.41", "−0.54" and "0.00". */
export function printScore(score: Decimal): string {
  const rounded = score.toDecimalPlaces(2);
  return `${rounded.isZero() ? "" : rounded.isNeg() ? MINUS : "+"}${rounded.abs().toFixed(2)}`;
}

/** Money with its currency: "989.93 USDT", "0.00412300 BTC"; the currency's decimals, eight for what is smaller. */
export function printMoney(amount: Decimal, currency: string): string {
  const isTiny = amount.abs().lt("0.01") && !amount.isZero();
  const decimals = isTiny ? DECIMALS_MAX : currencyDecimals(currency);
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
