import type { ReactNode } from "react";
import { Flash } from "./flash";

type KpiProps = {
  readonly label: string;
  readonly figure: ReactNode;
  /** flashes when it changes */
  readonly value: string | null;
  /** as-of time, source, reconciled or not */
  readonly basis: ReactNode;
};

/** One figure with what it is based on; belongs into a `dl` of class kpis. */
export function Kpi({ label, figure, value, basis }: KpiProps) {
  return (
    <div className="kpi">
      <dt>{label}</dt>
      <dd>
        <div className="figure">
          <Flash value={value}>{figure}</Flash>
        </div>
        <div className="witness">{basis}</div>
      </dd>
    </div>
  );
}
