import type { PromotionPolicy } from "@/server/settings/core/promotion-settings";
import type { Scorecard } from "./scorecard";

/**
 * Of bots without edge, the share that each policy promotes within 30 days (8 trades a day, a look every night from the seventh):
 * 1,000 bots, returns normal with mean 0 and deviation 1 %, `tryPolicies` with seed 1. A test works them out again.
 */
export const FALSE_PROMOTIONS: { readonly [policy in PromotionPolicy]: number } = {
  evidence: 0.011,
  classic: 0.555,
};

/** Whether a bot's statistics are enough by that policy. */
export const passesBy = (
  policy: PromotionPolicy,
  { passed, lines }: Pick<Scorecard, "passed" | "lines">,
): boolean => (policy === "classic" ? lines.every((line) => line.passed) : passed);

const shown = (value: number, digits: number): string => value.toFixed(digits).replace(/\.?0+$/, "");
const percent = (value: number): string => `${shown(value * 100, 1)} %`;
const or = (value: number | null, tell: (value: number) => string): string =>
  value === null ? "none yet" : tell(value);

const WORDS: {
  readonly [gate in Scorecard["lines"][number]["gate"]]: (v: number | null, w: number) => string;
} = {
  days: (value, wanted) => `${or(value, (one) => shown(Math.floor(one * 10) / 10, 1))} of ${wanted} days`,
  trades: (value, wanted) => `${value ?? 0} of ${wanted} trades in seven days`,
  win_rate: (value, wanted) => `wins ${or(value, percent)} of ${percent(wanted)}`,
  profit: (value, wanted) => `profit ${or(value, percent)} of ${percent(wanted)}`,
  drawdown: (value, wanted) => `drawdown ${or(value, percent)}, ${percent(wanted)} at most`,
  profit_factor: (value, wanted) => `profit factor ${or(value, (one) => shown(one, 2))} of ${wanted}`,
};

/** What of its statistics does not hold by that policy, a part each; none where all do. */
export function missingOf(policy: PromotionPolicy, { lines, evidence }: Scorecard): readonly string[] {
  const record = lines
    .filter(({ passed }) => !passed)
    .map(({ gate, value, wanted }) => WORDS[gate](value, wanted));
  const luck =
    policy === "classic" || evidence.passed
      ? []
      : [`evidence ${shown(evidence.wealth, 1)} of ${evidence.wanted}${moreWords(evidence.moreTrades)}`];
  return [...record, ...luck];
}

const moreWords = (more: number | null): string =>
  more === null ? "" : `, about ${more} more trades at this rate`;
