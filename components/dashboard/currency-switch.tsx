"use client";
import { useTotal } from "../live/currency-choice";
import { Figure } from "../ui/figure";
import { formatMoney } from "../ui/format-number";
import { ReturnRatio } from "../ui/profit-loss";

/**
 * Equity and return of every currency, and which one the figures below are in; nothing where there is only one.
 * Currencies are never summed.
 */
export function CurrencySwitch() {
  const { total, totals, choose } = useTotal();
  if (!total || totals.length < 2) return null;
  return (
    <div className="currencies">
      <fieldset className="seg" aria-label="Currency">
        {totals.map(({ currency, equity, returnRatio }) => (
          <button
            key={currency}
            type="button"
            aria-pressed={currency === total.currency}
            onClick={() => choose(currency)}
          >
            <b>{currency}</b>
            <Figure className="max-tablet:hidden" full={`${equity} ${currency}`}>
              {formatMoney(equity, currency)}
            </Figure>
            <ReturnRatio ratio={returnRatio} />
          </button>
        ))}
      </fieldset>
      <span className="max-tablet:hidden text-micro text-text-3">
        Each on its own: currencies are never summed.
      </span>
    </div>
  );
}
