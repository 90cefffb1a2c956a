import { parseAsStringLiteral } from "nuqs/server";
import { parseAsId, parseAsName } from "../ui/address-parts";

/** What the address of the decisions says: whose, which action and reason, and which one is open. */
export const decisionsAddress = {
  bot: parseAsId,
  did: parseAsStringLiteral(["all", "acted", "skipped", "refused"]).withDefault("all"),
  reason: parseAsName,
  decision: parseAsId,
};
