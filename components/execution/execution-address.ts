import { parseAsStringLiteral } from "nuqs/server";
import { executionPeriods, executionPurposes } from "@/server/history/core/execution-view";

/** What the address of the execution page says: which period, and which orders of it. */
export const executionAddress = {
  period: parseAsStringLiteral(executionPeriods).withDefault("7d"),
  purpose: parseAsStringLiteral(executionPurposes).withDefault("all"),
};
