import type { Scorecard } from "@/server/promotion/core/scorecard";
import { NOT_KNOWN } from "../shared/execution-figures";

type EvidenceBarProps = Pick<Scorecard, "evidence" | "trades">;

/** W on the way to what is wanted, by its logarithm: each doubling is as far as the last. */
export function EvidenceBar({ evidence: { wealth, wanted }, trades }: EvidenceBarProps) {
  if (trades === 0) return <span className="text-text-3">{NOT_KNOWN}</span>;
  const share = Math.min(Math.max(Math.log(wealth) / Math.log(wanted), 0), 1);
  return (
    <span className="inline-flex items-center gap-2" title={`W is ${wealth.toFixed(2)}, ${wanted} is wanted`}>
      <span className="h-1.5 w-16 overflow-hidden rounded-full bg-line max-tablet:hidden" aria-hidden="true">
        <span className="block h-full rounded-full bg-accent" style={{ inlineSize: `${share * 100}%` }} />
      </span>
      {short(wealth)}
    </span>
  );
}

const short = (wealth: number): string => {
  if (wealth >= 1_000_000) return "> 1 000 000";
  return wealth >= 100 ? wealth.toFixed(0) : wealth.toFixed(2);
};
