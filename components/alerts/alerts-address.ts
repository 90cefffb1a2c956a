import { parseAsStringLiteral } from "nuqs/server";
import { alertKinds } from "@/server/alerts/core/kinds";
import { SEVERITIES } from "@/server/alerts/core/severity";
import { parseAsId } from "../ui/address-parts";

export const shownStates = ["all", "open", "acknowledged", "resolved"] as const;

/** What the address of the alerts says: in which state, how bad at least, of which kind, and which one is open. */
export const alertsAddress = {
  state: parseAsStringLiteral(shownStates).withDefault("all"),
  severity: parseAsStringLiteral(SEVERITIES).withDefault("low"),
  kind: parseAsStringLiteral(alertKinds),
  alert: parseAsId,
};
