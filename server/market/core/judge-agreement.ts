import type { Decimal } from "@/server/kernel/money";

/** Coins that stand for a dollar are one for this: they differ by far less than what is looked for. */
const DOLLARS: ReadonlySet<string> = new Set(["USD", "USDT", "USDC"]);
/** Arbitrage closes what is smaller; a market in rand of few trades may stand some percent off. */
const DIFFERS = "0.1";
/** Of a price that stands still: exchanges that trade follow each other closer than that. */
const APART = "0.01";

/** A name that markets share which should cost the same: their coin and what it is counted in. */
export function worthOf(symbol: string): string {
  const [base = "", quote = ""] = symbol.split("/");
  return `${base}/${DOLLARS.has(quote) ? "USD" : quote}`;
}

/**
 * Whether a price differs by more than a tenth from the median of what other exchanges ask for the same. Of two that
 * disagree nobody knows which is right: both do.
 */
export const disagrees = (own: Decimal, others: readonly Decimal[]): boolean =>
  differsBy(own, others, DIFFERS);

/** The same of a price that stands still, by more than a hundredth. */
export const standsApart = (own: Decimal, others: readonly Decimal[]): boolean =>
  differsBy(own, others, APART);

function differsBy(own: Decimal, others: readonly Decimal[], share: string): boolean {
  const sorted = others.toSorted((a, b) => a.comparedTo(b));
  const middle = sorted[Math.floor((sorted.length - 1) / 2)];
  const upper = sorted[Math.ceil((sorted.length - 1) / 2)];
  if (!middle || !upper) return false;
  const median = middle.plus(upper).div(2);
  return own.minus(median).abs().gt(median.times(share));
}
