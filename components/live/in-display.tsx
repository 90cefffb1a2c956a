"use client";
import type { MarketKind } from "@/server/kernel/market-kinds";
import type { DisplayView, RateView } from "@/server/portfolio/core/display-view";
import { timesText } from "../ui/decimal-text";
import { Figure } from "../ui/figure";
import { formatMoney, UNKNOWN } from "../ui/format-number";
import { useLive } from "./live-provider";
import { ageOf } from "./live-store";
import { rateWords } from "./rate-words";
import { useNow } from "./use-now";

/** The book in the owner's currency; null before the worker has published it. */
export const useDisplay = (): DisplayView | null => useLive((state) => state.view?.display ?? null);

/** Says of a rate where it is from and how old it is. */
export function useRateWords(): (part: RateView) => string {
  const display = useDisplay();
  const kind = useLive((state): MarketKind => state.view?.market.kind ?? "live");
  const skewMs = useLive((state) => state.skewMs);
  const now = useNow();
  return (part) =>
    rateWords(part, {
      display: display?.currency ?? "",
      kind,
      ageOf: (wallAt) => (now === 0 ? 0 : ageOf(wallAt, { skewMs }, now)),
    });
}

/** Names the column of such amounts: "In ZAR". */
export function InDisplayHead() {
  const display = useDisplay();
  return <>in {display?.currency ?? "your currency"}</>;
}

type InDisplayProps = {
  readonly amount: string | null;
  readonly currency: string;
  readonly signed?: boolean;
  /** in a column of its own: the amount itself where it is in that currency already */
  readonly alone?: boolean;
};

/**
 * An amount in the owner's currency, "≈ R 1 234,56", which says on hover by which rate; "n/a" where nobody knows that.
 * Beside the amount itself: nothing where that is in the owner's currency already.
 */
export function InDisplay({ amount, currency, signed = false, alone = false }: InDisplayProps) {
  const display = useDisplay();
  const wordsOf = useRateWords();
  if (!display || amount === null) return alone ? UNKNOWN : null;
  if (display.currency === currency)
    return alone ? (
      <Figure full={`${amount} ${currency}`}>{formatMoney(amount, currency, { signed })}</Figure>
    ) : null;
  const part = display.parts.find((each) => each.currency === currency);
  const worth = part?.rate ? timesText(amount, part.rate) : null;
  if (worth === null)
    return <Figure full={part?.missing ?? `Nobody told the rate of ${currency} yet.`}>n/a</Figure>;
  return (
    <Figure full={`${worth} ${display.currency} · ${part ? wordsOf(part) : ""}`}>
      ≈{"\u00a0"}
      {formatMoney(worth, display.currency, { signed })}
    </Figure>
  );
}
