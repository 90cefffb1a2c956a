import { type Decimal, floorToStep } from "@/server/kernel/money";
import type { CheckView } from "./check-view";
import { entryRules } from "./entry-rules";
import type { EntryFacts } from "./rule";
import { trimForDust } from "./sellable-entry";

export type EntryVerdict =
  | { readonly kind: "enter"; readonly amount: Decimal; readonly checks: readonly CheckView[] }
  | { readonly kind: "refuse"; readonly reasonCode: string; readonly checks: readonly CheckView[] };

/**
 * Sizes an entry by the risk mode and runs it past every rule.
 *
 * Wanted size: equity × positionSize at the price, floored to the lot. Answers the amount left after cuts, or the
 * reason code of the first rule that blocks.
 */
export function judgeEntry(facts: EntryFacts): EntryVerdict {
  let amount = wantedAmount(facts);
  const checks: CheckView[] = [];
  for (const rule of entryRules) {
    const verdict = rule(amount, facts);
    if (!verdict) continue;
    checks.push(verdict.check);
    if (verdict.kind === "block") return { kind: "refuse", reasonCode: verdict.reasonCode, checks };
    if (verdict.kind === "shrink") amount = verdict.amount;
  }
  return { kind: "enter", amount: trimForDust(amount, facts), checks };
}

/** What an entry wants before any rule has spoken, in base. */
export const wantedAmount = ({ equity, positionSize, price, rules }: EntryFacts): Decimal =>
  floorToStep(equity.times(positionSize).div(price), rules.lotSize);

/**
 * What every rule says to the same entry, those after the first block too: each is asked about what the cuts before it
 * left. `binding` is the rule that decides: the first that blocks, else the last that cut; null where none did.
 */
export function surveyEntry(facts: EntryFacts): {
  readonly verdict: EntryVerdict;
  readonly checks: readonly CheckView[];
  readonly binding: string | null;
} {
  let amount = wantedAmount(facts);
  const checks: CheckView[] = [];
  for (const rule of entryRules) {
    const verdict = rule(amount, facts);
    if (!verdict) continue;
    checks.push(verdict.check);
    if (verdict.kind === "shrink") amount = verdict.amount;
  }
  const binding =
    checks.find(({ outcome }) => outcome === "failed") ?? checks.findLast(({ outcome }) => outcome === "cut");
  return { verdict: judgeEntry(facts), checks, binding: binding?.rule ?? null };
}
