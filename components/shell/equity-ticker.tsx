"use client";
import { useTotal } from "../live/currency-choice";
import { useLive } from "../live/live-provider";
import { bookNames } from "../shared/book-names";
import { Figure } from "../ui/figure";
import { formatMoney } from "../ui/format-number";
import { ReturnRatio } from "../ui/profit-loss";

/** Equity and today's return, in every page. */
export function EquityTicker() {
  const { total } = useTotal();
  const book = useLive((state) => state.view?.book ?? "demo");
  if (!total) return null;
  return (
    <span className="flex gap-1.5 max-desk:hidden text-small whitespace-nowrap">
      <span className="text-text-3">{bookNames[book]} equity</span>
      <Figure full={`${total.equity} ${total.currency}`}>{formatMoney(total.equity, total.currency)}</Figure>
      <ReturnRatio ratio={total.returnRatio} />
    </span>
  );
}
