import { parseAsStringLiteral } from "nuqs/server";
import { BOOKS } from "@/server/kernel/book";
import { limitGroups } from "@/server/limits/core/limit-line";

/** What the address of the risk page says: which book, and which limits of it. */
export const riskAddress = {
  book: parseAsStringLiteral(BOOKS),
  group: parseAsStringLiteral(["all", ...limitGroups] as const).withDefault("all"),
};
