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
  let amount = floorToStep(facts.equity.times(facts.positionSize).div(facts.price), facts.rules.lotSize);
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
