import type { PreflightCheck } from "./decide-going-live";

export type PromotionFacts = {
  /** its statistics hold by the owner's policy */
  readonly passes: boolean;
  readonly stage: string;
  readonly autopilot: boolean;
  /** everything else that must be right; none asked where its statistics do not hold */
  readonly checks: readonly PreflightCheck[];
};

/** What a night's look comes to for one bot. */
export type PromotionVerdict =
  | { readonly kind: "promote" }
  /** its statistics hold; what is missing, a sentence each */
  | { readonly kind: "eligible"; readonly missing: readonly string[] }
  /** it was eligible and its statistics do not hold any more */
  | { readonly kind: "withdraw" }
  | { readonly kind: "stay" };

/** Decides what a night's look does with a bot in training. Pure; manual promotion asks the same checks. */
export function decidePromotion({ passes, stage, autopilot, checks }: PromotionFacts): PromotionVerdict {
  if (!passes) return stage === "eligible" ? { kind: "withdraw" } : { kind: "stay" };
  const missing = checks.filter(({ ok }) => !ok).map(({ words }) => words);
  if (!autopilot) missing.push("Autopilot is off: promote it yourself, or turn autopilot on.");
  return missing.length === 0 ? { kind: "promote" } : { kind: "eligible", missing };
}
