import type { ReactNode } from "react";
import { Flash } from "./flash";

type KpiProps = {
  readonly label: string;
  readonly figure: ReactNode;
  /** flashes when it changes */
  readonly value: string | null;
  /** as-of time, source, reconciled or not */
  readonly witness: ReactNode;
};

/** One figure with its witness; belongs into a `dl` of class kpis. */
export function Kpi({ label, figure, value, witness }: KpiProps) {
  return (
    <div className="kpi">
      <dt>{label}</dt>
      <dd>
        <div className="figure">
          <Flash value={value}>{figure}</Flash>
        </div>
        <div className="witness">{witness}</div>
      </dd>
    </div>
  );
}
