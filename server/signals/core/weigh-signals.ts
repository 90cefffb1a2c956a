import { Decimal, ONE, sumOf, toText, ZERO } from "@/server/kernel/money";
import type { SignalView } from "./signal-view";

/** One source's opinion: `score` from -1 (sell) to +1 (buy); null when the source is absent. */
export type SourceOpinion = {
  readonly source: string;
  readonly weight: Decimal;
  readonly score: Decimal | null;
  readonly words: string;
};

/**
 * Weighs the opinions into one score in [-1, 1].
 *
 * An absent source is absent: its weight is handed to the others in proportion, and the record says so.
 * With no source at all the score is null.
 */
export function weighSignals(opinions: readonly SourceOpinion[]): {
  score: Decimal | null;
  signals: SignalView[];
} {
  const total = sumOf(opinions.filter((opinion) => opinion.score !== null).map((opinion) => opinion.weight));
  if (total.isZero()) return { score: null, signals: opinions.map(absent) };
  let score = ZERO;
  const signals = opinions.map((opinion) => {
    if (opinion.score === null) return absent(opinion);
    const used = shareOf(opinion.weight, total);
    const adds = used.times(opinion.score);
    score = score.plus(adds);
    return present(opinion, { used, adds, score: opinion.score });
  });
  return { score, signals };
}

const absent = ({ source, weight, words }: SourceOpinion): SignalView => ({
  source,
  words,
  state: "absent",
  defaultWeight: toText(weight),
  usedWeight: null,
  score: null,
  adds: null,
});

const present = (
  { source, weight, words }: SourceOpinion,
  weighed: { used: Decimal; adds: Decimal; score: Decimal },
): SignalView => ({
  source,
  words,
  state: "real",
  defaultWeight: toText(weight),
  usedWeight: toText(weighed.used),
  score: toText(weighed.score),
  adds: toText(weighed.adds),
});

const shareOf = (weight: Decimal, total: Decimal): Decimal =>
  weight.eq(total) ? ONE : weight.div(total).toDecimalPlaces(12, Decimal.ROUND_HALF_EVEN);
