// How many decimals a figure is printed with where no tick says so: the smaller the figure, the more, so that a price of
// 0.0000012417 keeps the digits that move. One rule for pages, sentences and logs.
const PLAIN = /^-?(\d+)(?:\.(\d+))?$/;
const STORED_SCALE = 18;
const TWO_DECIMALS = new Set(["ZAR", "USD", "EUR", "GBP", "USDT", "USDC"]);
const FIAT_DECIMALS = 2;
const COIN_DECIMALS = 8;

/** Decimals money of this currency is shown with: 2 for rand, dollars, euros, pounds and their coins, else 8. */
export const currencyDecimals = (currency: string): number =>
  TWO_DECIMALS.has(currency) ? FIAT_DECIMALS : COIN_DECIMALS;

/**
 * Decimals that leave `digits` significant digits of a decimal text, never fewer than `least` nor more than it has
 * itself: ("0.00000124170000", 4) is 9, ("36838.8213", 4, 2) is 2.
 */
export function significantDecimals(text: string, digits: number, least = 0): number {
  const [, whole = "0", fraction = ""] = PLAIN.exec(text.trim()) ?? [];
  const own = fraction.replace(/0+$/, "").length;
  const isBelowOne = /^0+$/.test(whole);
  const zeros = /^0*/.exec(fraction)?.[0].length ?? 0;
  const wanted = isBelowOne ? zeros + digits : digits - whole.replace(/^0+/, "").length;
  return Math.min(STORED_SCALE, Math.max(least, Math.min(own, wanted)), Math.max(own, least));
}
