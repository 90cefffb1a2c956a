import type { DetectionView, Unit } from "@/server/bodyguard/core/bodyguard-view";
import { formatCount, formatPercent, formatReading, NBSP, UNKNOWN } from "../ui/format-number";

/** A figure in the unit of its check: "8.20 %", "14", "3.4 ×", "21.6 σ". */
export function checkFigure(text: string | null, unit: Unit): string {
  if (text === null) return UNKNOWN;
  if (unit === "ratio") return formatPercent(text, { signed: false });
  if (unit === "count") return formatCount(Number(text));
  return `${formatReading(text, 1)}${NBSP}${unit === "times" ? "×" : "σ"}`;
}

export const severityNames = { critical: "Critical", high: "High", medium: "Medium" } as const;

const ACTS: { readonly [act in DetectionView["act"]]: string } = {
  none: "Nothing yet",
  told: "Told",
  locked: "Entries locked",
  quarantined: "Quarantined",
  archived: "Archived",
};

const OUTCOMES: { readonly [outcome in DetectionView["outcome"]]: string } = {
  open: "Stands",
  cleared: "Below its threshold again",
  lapsed: "Not confirmed in time",
  released: "Over, trades again",
  let_go: "Let go early",
  left: "Paused by hand meanwhile",
  archived: "Archived",
  restored: "Taken back",
};

/** What was done, with the step of the ladder. */
export const actWords = ({ act, rung, state }: DetectionView): string =>
  act === "none" && state === "ended"
    ? "Nothing"
    : `${ACTS[act]}${act === "quarantined" && rung ? `, step ${rung}` : ""}`;

export const outcomeWords = ({ outcome, state }: DetectionView): string =>
  state === "suspected" ? "Waits for a second look" : OUTCOMES[outcome];

export const verdictWords = ({ verdict }: DetectionView): string =>
  verdict === null ? "not marked" : verdict === "right" ? "Was right" : "False alarm";

const FIGURES: { readonly [name: string]: string } = {
  lost: "Lost",
  of: "Of",
  capital: "Capital then",
  profitNow: "Profit now",
  profitAtMidnight: "Profit at midnight",
  lossRate: "Its own loss rate",
  tradesBefore: "Trades before the streak",
  tradesIn30Days: "Trades it makes in 30 days",
  chanceAtMost: "Unlikely is, at most",
  opened: "Opened",
  ownPlan: "Its own plan",
  earlierTrades: "Earlier trades",
  paid: "Put in",
  usual: "Usually",
  largeLoss: "A large loss of its own",
  worse: "Worse than its own, summed",
  better: "Better than its own, summed",
  meanBefore: "Mean result before",
  meanSince: "Mean result since",
  bots: "Bots",
};

export const figureName = (name: string): string => FIGURES[name] ?? name;
