import { Check, Scissors, X } from "lucide-react";
import type { CheckView } from "@/server/risk/core/check-view";
import { CHECKS, CheckLine } from "../ui/check-line";
import { PART, PART_TITLE } from "../ui/part";

const ICONS = { passed: Check, failed: X, cut: Scissors } as const;
const SAID = { passed: "passed", failed: "failed", cut: "reduced the order" } as const;

/** Every risk rule that was asked; what failed or reduced the order first. */
export function WhyChecks({ checks }: { readonly checks: readonly CheckView[] }) {
  if (checks.length === 0) return null;
  const loud = checks.filter((check) => check.outcome !== "passed");
  const quiet = checks.filter((check) => check.outcome === "passed");
  return (
    <section className={PART}>
      <h3 className={PART_TITLE}>
        Risk checks <span>{summary(checks)}</span>
      </h3>
      <ul className={CHECKS}>
        {[...loud, ...quiet].map((check) => (
          <CheckLine
            key={check.rule}
            icon={ICONS[check.outcome]}
            outcome={check.outcome}
            words={check.words}
            said={SAID[check.outcome]}
            value={check.value}
            wide={check.outcome !== "passed"}
          />
        ))}
      </ul>
    </section>
  );
}

function summary(checks: readonly CheckView[]): string {
  const count = (outcome: CheckView["outcome"]) => checks.filter((check) => check.outcome === outcome).length;
  const parts = [
    [count("passed"), "passed"],
    [count("failed"), "failed"],
    [count("cut"), "reduced the order"],
  ] as const;
  return parts
    .filter(([many]) => many > 0)
    .map(([many, words]) => `${many} ${words}`)
    .join(" · ");
}
