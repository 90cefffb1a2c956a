import { CircleAlert, Info, type LucideIcon, OctagonAlert, TriangleAlert } from "lucide-react";
import type { Severity } from "@/server/alerts/core/severity";
import { cn } from "../ui/cn";

export const severityNames: { readonly [severity in Severity]: string } = {
  low: "Low",
  medium: "Medium",
  high: "High",
  critical: "Critical",
};

/** Shape and colour, so that hue is never the only cue. */
const MARKS: { readonly [severity in Severity]: { readonly icon: LucideIcon; readonly tone: string } } = {
  low: { icon: Info, tone: "text-text-3" },
  medium: { icon: CircleAlert, tone: "text-text-2" },
  high: { icon: TriangleAlert, tone: "text-warn" },
  critical: { icon: OctagonAlert, tone: "text-danger" },
};

type MarkProps = { readonly severity: Severity; readonly className?: string };

/** How bad an alert is: a sign and its word. */
export function SeverityMark({ severity, className }: MarkProps) {
  const { icon: Icon, tone } = MARKS[severity];
  return (
    <span
      className={cn("inline-flex items-center gap-1 whitespace-nowrap", tone, className)}
      data-severity={severity}
    >
      <Icon size={14} className="flex-none" aria-hidden="true" />
      {severityNames[severity]}
    </span>
  );
}
