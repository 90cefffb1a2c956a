// Exact arithmetic on decimal text for showing it: views carry money as text, and Number() would round it.
const PLAIN = /^(-)?(\d+)(?:\.(\d+))?$/;
const SCALE = 18;
const UNIT = 10n ** BigInt(SCALE);

/** The value times 10^18, cut after the 18th decimal; null when the text is not a plain decimal. */
export function toScaled(text: string): bigint | null {
  const parts = PLAIN.exec(text.trim());
  if (!parts) return null;
  const [, minus, whole = "0", fraction = ""] = parts;
  const size = BigInt(whole) * UNIT + BigInt(fraction.slice(0, SCALE).padEnd(SCALE, "0"));
  return minus ? -size : size;
}

/** Decimal text of a value scaled by 10^18, without trailing zeros. */
export function fromScaled(scaled: bigint): string {
  const size = scaled < 0n ? -scaled : scaled;
  const fraction = (size % UNIT).toString().padStart(SCALE, "0").replace(/0+$/, "");
  return `${scaled < 0n ? "-" : ""}${size / UNIT}${fraction ? `.${fraction}` : ""}`;
}

/** Rounds to `decimals` (0 to 18), halves to even, and keeps the trailing zeros: ("2.5", 2) is "2.50". Never "-0". */
export function roundText(scaled: bigint, decimals: number): string {
  const step = 10n ** BigInt(SCALE - decimals);
  const size = scaled < 0n ? -scaled : scaled;
  const rest = size % step;
  const floor = size / step;
  const up = rest * 2n > step || (rest * 2n === step && floor % 2n === 1n);
  const digits = (up ? floor + 1n : floor).toString().padStart(decimals + 1, "0");
  const whole = digits.slice(0, digits.length - decimals);
  const text = decimals === 0 ? whole : `${whole}.${digits.slice(digits.length - decimals)}`;
  return scaled < 0n && /[1-9]/.test(text) ? `-${text}` : text;
}

/** The sum of decimal texts, exactly; texts that are not decimals count as nothing. */
export const sumTexts = (texts: readonly string[]): string =>
  fromScaled(texts.reduce((sum, text) => sum + (toScaled(text) ?? 0n), 0n));

/** The product of two decimal texts, cut after the 18th decimal; null where one of them is none. */
export function timesText(a: string, b: string): string | null {
  const [one, two] = [toScaled(a), toScaled(b)];
  return one === null || two === null ? null : fromScaled((one * two) / UNIT);
}

/** -1, 0 or 1: the sign of what would be printed with `decimals`, so that "-0.001" at 2 decimals is 0. */
export function signOf(text: string, decimals = SCALE): -1 | 0 | 1 {
  const scaled = toScaled(text);
  if (scaled === null) return 0;
  const rounded = roundText(scaled, decimals);
  if (!/[1-9]/.test(rounded)) return 0;
  return rounded.startsWith("-") ? -1 : 1;
}

/**
 * Decimals that leave `digits` significant digits of a decimal text, never fewer than `least` nor more than it has
 * itself: ("0.00000124170000", 4) is 9, ("36838.8213", 4, 2) is 2.
 */
export function significantDecimals(text: string, digits: number, least = 0): number {
  const [, , whole = "0", fraction = ""] = PLAIN.exec(text.trim()) ?? [];
  const own = fraction.replace(/0+$/, "").length;
  const isBelowOne = /^0+$/.test(whole);
  const zeros = /^0*/.exec(fraction)?.[0].length ?? 0;
  const wanted = isBelowOne ? zeros + digits : digits - whole.replace(/^0+/, "").length;
  return Math.min(SCALE, Math.max(least, Math.min(own, wanted)), Math.max(own, least));
}

/** How many decimals the text itself has, trailing zeros left out. */
export const decimalsOf = (text: string): number => /\.(\d*?)0*$/.exec(text)?.[1]?.length ?? 0;

/** The value as a loss, whichever way round it was counted: a drawdown of "0.03" is "-0.03". Zero stays. */
export const negative = (text: string): string =>
  text.startsWith("-") || (toScaled(text) ?? 0n) === 0n ? text : `-${text}`;
