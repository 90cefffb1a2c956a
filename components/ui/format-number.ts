// The one formatter of figures. Decimal text in, words for people out: true minus, no-break spaces, always a unit.
import { decimalsOf, fromScaled, roundText, significantDecimals, signOf, toScaled } from "./decimal-text";

export const UNKNOWN = "—";
export const MINUS = "\u2212";
export const NBSP = "\u00a0";

/** Decimals of an amount or a price without a tick, and how many digits of one below 1 stay whatever its size. */
const COIN_DECIMALS = 8;
const DIGITS_LEAST = 6;

const FIAT_DECIMALS = 2;
const TWO_DECIMALS = new Set(["ZAR", "USD", "EUR", "GBP", "USDT", "USDC"]);

/** Decimals money of this currency is shown with: 2 for rand, dollars, euros, pounds and their coins, else 8. */
export const currencyDecimals = (currency: string): number =>
  TWO_DECIMALS.has(currency) ? FIAT_DECIMALS : COIN_DECIMALS;

type MoneyOptions = { readonly signed?: boolean; readonly decimals?: number };

/** "R 1 234 567,89" for ZAR, "1 234.50 USDT" for the rest. `signed` puts a + before gains. Unknown is "—". */
export function formatMoney(text: string | null, currency: string, options: MoneyOptions = {}): string {
  const scaled = text === null ? null : toScaled(text);
  if (scaled === null) return UNKNOWN;
  const rounded = roundText(scaled, options.decimals ?? currencyDecimals(currency));
  const sign = signText(rounded, options.signed ?? false);
  const digits = group(rounded.replace("-", ""));
  if (currency === "ZAR") return `${sign}R${NBSP}${digits.replace(".", ",")}`;
  return `${sign}${digits}${NBSP}${currency}`;
}

/** A fraction as a percentage: "0.0256" is "+2.56 %"; zero has no sign. */
export function formatPercent(
  ratio: string | null,
  options: { signed?: boolean; decimals?: number } = {},
): string {
  const scaled = ratio === null ? null : toScaled(ratio);
  if (scaled === null) return UNKNOWN;
  const rounded = roundText(scaled * 100n, options.decimals ?? 2);
  return `${signText(rounded, options.signed ?? true)}${group(rounded.replace("-", ""))}${NBSP}%`;
}

/**
 * A price in the exchanges' manner, "1 741 662.79", with the decimals of the tick; without them, its own: at most 8, or
 * as many as six digits of a smaller one take.
 */
export function formatPrice(text: string | null, decimals?: number): string {
  const scaled = text === null ? null : toScaled(text);
  if (text === null || scaled === null) return UNKNOWN;
  const rounded = roundText(scaled, decimals ?? ownDecimals(text));
  return `${signText(rounded, false)}${group(rounded.replace("-", ""))}`;
}

const ownDecimals = (text: string): number =>
  Math.min(decimalsOf(text), Math.max(COIN_DECIMALS, significantDecimals(text, DIGITS_LEAST)));

/**
 * A figure without a tick of its own, an average or an indicator: `digits` significant ones, and two decimals at
 * least where it has them.
 */
export const formatReading = (text: string, digits = 6): string =>
  formatPrice(text, significantDecimals(text, digits, Math.min(2, decimalsOf(text))));

/** An amount of a coin with the digits it has, as a price without a tick: "0.000688". */
export const formatAmount = (text: string | null): string => formatPrice(text);

/** A fee without its unit: money as money, of a smaller one two digits; a coin's as its amount. */
export const formatFee = (text: string, asset: string): string =>
  TWO_DECIMALS.has(asset)
    ? formatPrice(text, significantDecimals(text, FIAT_DECIMALS, FIAT_DECIMALS))
    : formatAmount(text);

/** A plain signed statistic such as a score: "+0.41". */
export function formatScore(text: string | null, decimals = 2): string {
  const scaled = text === null ? null : toScaled(text);
  if (scaled === null) return UNKNOWN;
  const rounded = roundText(scaled, decimals);
  return `${signText(rounded, true)}${rounded.replace("-", "")}`;
}

/** A count with groups: "10 000". */
export const formatCount = (count: number): string => group(Math.trunc(count).toString());

/** `part` of `whole` as a percentage without a sign; "—" when there is no whole. */
export function formatShare(part: number, whole: number): string {
  if (whole <= 0) return UNKNOWN;
  const scaled = (BigInt(part) * 10n ** 18n) / BigInt(whole);
  return formatPercent(fromScaled(scaled), { signed: false });
}

/** The sign of a percentage as printed: "-0.00001" prints 0.00 % and is therefore 0. */
export const percentSign = (ratio: string): -1 | 0 | 1 => signOf(ratio, 4);

function signText(rounded: string, signed: boolean): string {
  if (rounded.startsWith("-")) return MINUS;
  return signed && /[1-9]/.test(rounded) ? "+" : "";
}

function group(digits: string): string {
  const [whole = "0", fraction] = digits.split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+(?!\d))/g, NBSP);
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}
