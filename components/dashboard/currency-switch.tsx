"use client";
import { useTotal } from "../live/currency-choice";
import { cn } from "../ui/cn";
import { Figure } from "../ui/figure";
import { formatMoney } from "../ui/format-number";
import { ReturnRatio } from "../ui/profit-loss";
import { SEGMENT, SEGMENTED } from "../ui/segmented";

/**
 * Equity and return of every currency, and which one the figures below are in; nothing where there is only one.
 * Each is shown on its own; all of it in the owner's currency stands above.
 */
export function CurrencySwitch() {
  const { total, totals, choose } = useTotal();
  if (!total || totals.length < 2) return null;
  return (
    <div className="mb-1 flex flex-wrap items-center gap-x-2 gap-y-1">
      <fieldset className={SEGMENTED} aria-label="Currency">
        {totals.map(({ currency, equity, returnRatio }) => (
          <button
            key={currency}
            type="button"
            className={cn(SEGMENT, "inline-flex items-center gap-2 aria-pressed:font-normal")}
            aria-pressed={currency === total.currency}
            onClick={() => choose(currency)}
          >
            <b className="font-medium">{currency}</b>
            <Figure className="max-tablet:hidden" full={`${equity} ${currency}`}>
              {formatMoney(equity, currency)}
            </Figure>
            <ReturnRatio ratio={returnRatio} />
          </button>
        ))}
      </fieldset>
      <span className="max-tablet:hidden text-micro text-text-3">Each on its own, in its own currency.</span>
    </div>
  );
}
