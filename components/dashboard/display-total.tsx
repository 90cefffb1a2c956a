"use client";
import Link from "next/link";
import { useDisplay, useRateWords } from "../live/in-display";
import { Figure } from "../ui/figure";
import { formatMoney } from "../ui/format-number";
import { ProfitLoss } from "../ui/profit-loss";
import { LINK } from "../ui/text";

/** The whole book in the owner's currency; where a part has no rate, which one, and what the others come to. */
export function DisplayTotal() {
  const display = useDisplay();
  const wordsOf = useRateWords();
  if (!display || display.parts.every(({ currency }) => currency === display.currency)) return null;
  const { currency, equity, known, today, parts } = display;
  const missing = parts.filter((part) => part.worth === null);
  return (
    <p className="mb-1 flex flex-wrap items-baseline gap-x-2 text-small text-text-2" data-display-total>
      <span>
        All of it in {currency}:{" "}
        <b className="font-medium text-text">
          {equity === null ? (
            "n/a"
          ) : (
            <Figure full={`${equity} ${currency} · ${parts.map(wordsOf).join(" · ")}`}>
              {formatMoney(equity, currency)}
            </Figure>
          )}
        </b>
      </span>
      {equity === null ? (
        <span className="text-warn">
          {missing.map((part) => part.missing).join(" ")} The rest is {formatMoney(known, currency)}.
        </span>
      ) : (
        <span className="inline-flex items-baseline gap-1.5">
          today <ProfitLoss amount={today} currency={currency} />
        </span>
      )}
      <Link className={LINK} href="/settings/currency">
        Rates
      </Link>
    </p>
  );
}
