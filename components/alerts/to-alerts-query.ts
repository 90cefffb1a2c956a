import type { AlertKind } from "@/server/alerts/core/kinds";
import type { Severity } from "@/server/alerts/core/severity";
import type { shownStates } from "./alerts-address";

export type AlertFilters = {
  readonly state: (typeof shownStates)[number];
  readonly severity: Severity;
  readonly kind: AlertKind | null;
};

/** Alerts asked for at once; the server and the browser must ask alike. */
const A_PAGE = 100;

/** What a list of alerts asks the server for. */
export const toAlertsQuery = ({ state, severity, kind }: AlertFilters) => ({
  limit: A_PAGE,
  state,
  minSeverity: severity,
  ...(kind ? { kind } : {}),
});
