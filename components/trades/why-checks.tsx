import { Check, Scissors, X } from "lucide-react";
import type { CheckView } from "@/server/risk/core/check-view";

const ICONS = { passed: Check, failed: X, cut: Scissors } as const;
const SAID = { passed: "passed", failed: "failed", cut: "reduced the order" } as const;

/** Every risk rule that was asked; what failed or reduced the order first. */
export function WhyChecks({ checks }: { readonly checks: readonly CheckView[] }) {
  if (checks.length === 0) return null;
  const loud = checks.filter((check) => check.outcome !== "passed");
  const quiet = checks.filter((check) => check.outcome === "passed");
  return (
    <section className="why-part">
      <h3>
        Risk checks <span>{summary(checks)}</span>
      </h3>
      <ul className="checks">
        {[...loud, ...quiet].map((check) => (
          <CheckRow key={check.rule} check={check} />
        ))}
      </ul>
    </section>
  );
}

/** Icon, rule, value of limit. */
export function CheckRow({ check }: { readonly check: CheckView }) {
  const Icon = ICONS[check.outcome];
  return (
    <li className="check" data-outcome={check.outcome} data-wide={check.outcome !== "passed"}>
      <Icon size={13} aria-hidden="true" />
      <span>
        {check.words}
        <span className="sr-only">, {SAID[check.outcome]}</span>
      </span>
      <span className="v">{check.value}</span>
    </li>
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
