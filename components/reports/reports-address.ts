import { parseAsStringLiteral } from "nuqs/server";
import { REPORT_KINDS } from "@/server/reports/core/report-kinds";
import { parseAsId } from "../ui/address-parts";

/** What the address of the reports says: of which kind, and which one is open. */
export const reportsAddress = { kind: parseAsStringLiteral(REPORT_KINDS), report: parseAsId };
