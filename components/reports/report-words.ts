import type { DeliveryView } from "@/server/alerts/core/alert-view";
import type { ReportKind } from "@/server/reports/core/report-kinds";

/** A kind of report as pages write it. */
export const reportKindNames: { readonly [kind in ReportKind]: string } = {
  daily: "Daily",
  weekly: "Weekly",
  monthly: "Monthly",
};

type Mailed = { readonly words: string; readonly tone: "plain" | "warn" };

/** What became of a report's mail, in a few words: the worst of what its channels last said. */
export function mailedWords(deliveries: readonly DeliveryView[]): Mailed {
  if (deliveries.length === 0) return { words: "Not mailed", tone: "plain" };
  // newest first: what counts is the last of each channel
  const last = [...new Map(deliveries.toReversed().map((one) => [one.channelName, one])).values()];
  if (last.some(({ status }) => status === "failed")) return { words: "Given up", tone: "warn" };
  if (last.some(({ status }) => status === "queued")) return { words: "On its way", tone: "warn" };
  if (last.every(({ status }) => status === "dropped")) return { words: "Not sent", tone: "plain" };
  return { words: "Mailed", tone: "plain" };
}
