"use client";
import { Figure } from "../ui/figure";
import { formatMoney } from "../ui/format-number";

/** Money in the owner's currency, or that nobody knows it. */
export const Worth = ({ amount, currency }: { readonly amount: string | null; readonly currency: string }) =>
  amount === null ? (
    <>n/a</>
  ) : (
    <Figure full={`${amount} ${currency}`}>{formatMoney(amount, currency)}</Figure>
  );
