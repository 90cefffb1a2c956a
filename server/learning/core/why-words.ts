import type { ProposalEvidence } from "./walk-proposals";

const percent = (value: number): string => `${(value * 100).toFixed(2)} %`;
const plain = (value: number): string => value.toFixed(6).replace(/\.?0+$/, "");

/** What a night came to for a bot, in a sentence. */
export function whyWords(
  { refused, judged, fitted, tried, candles }: ProposalEvidence,
  change: readonly { readonly name: string; readonly from: number; readonly to: number }[],
): string {
  if (refused === "no_reach") return "nothing of it can be moved within its bounds tonight";
  if (refused === "few_candles") return `there are only ${candles} candles to learn from`;
  if (refused === "few_trades") return "too few trades in the replay to tell";
  if (refused === "cut") return `the time of its night was over after ${tried} tries`;
  const turned = change.map(({ name, from, to }) => `${name} ${plain(from)} → ${plain(to)}`).join(", ");
  if (!judged || !fitted) return "the replay tells nothing";
  const unseen = `on candles not fitted on ${percent(judged.best)} instead of ${percent(judged.now)}`;
  if (refused === "not_better")
    return `the best of ${tried} tries (${percent(fitted.best)} where it was fitted, present ${percent(fitted.now)}) is not shown to be better: ${unseen}`;
  return `${turned}: ${unseen}`;
}
