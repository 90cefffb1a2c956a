import { fromScaled, toScaled } from "./decimal-text";
import { formatMoney } from "./format-number";
import type { SumPart } from "./sum-line";

type Dust = { readonly dustCost: string; readonly dustValue: string };

/** Dust as a part of a sum: what it is worth less what it cost. Nothing where there is none. */
export function dustPart(
  { dustCost, dustValue }: Dust,
  currency: string,
  amount?: string,
): readonly SumPart[] {
  const [cost, value] = [toScaled(dustCost) ?? 0n, toScaled(dustValue) ?? 0n];
  if (cost === 0n && value === 0n) return [];
  const what = amount === undefined ? "" : `${amount}, `;
  const note = `${what}worth ${formatMoney(dustValue, currency)}, cost ${formatMoney(dustCost, currency)}`;
  return [{ name: "dust", amount: fromScaled(value - cost), note }];
}
